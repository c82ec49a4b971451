// Types of embed.js. The names are stable; what may still change is not in here.

/** What a command came to. */
export interface Ran {
  /** All that it printed. */
  output: string;
  /** Its exit status: 0 if it succeeded. */
  code: number;
}

/** The cluster at one moment. */
export interface Snapshot {
  /** Milliseconds of virtual time since 1970. */
  milliseconds: number;
  /** Every object of the API, as `kubectl get -o json` shows it. */
  items: object[];
  /** The files on each PersistentVolume that has any: the volume's name, then path and contents. */
  volumes: Record<string, Record<string, string>>;
  /** The visit counters in the memory of running pods, by the names of the pods. */
  counters: Record<string, number>;
}

/** The details of an embed's events. */
export interface StateLabEventMap {
  /** The cluster is set up and drawn. */
  "statelab:ready": CustomEvent<{ chapter: string; kubernetes: string }>;
  /**
   * The cluster has changed; `said` is what a screen reader hears of it, and `moment` the end of an
   * address that brings this moment back, from `#` on.
   */
  "statelab:change": CustomEvent<{ said: string; milliseconds: number; moment: string | null }>;
  /**
   * A goal is reached, or no longer. `goal` is the text that the author stated, or the id of a
   * chapter's step; then `predicted` tells whether the reader's prediction was right, if there was one.
   */
  "statelab:goal": CustomEvent<{ goal: string; reached: boolean; predicted?: boolean | null }>;
  /** Something that the author asked for does not work. */
  "statelab:error": CustomEvent<{ message: string }>;
}

/** `<state-lab>`. */
export class StateLab extends HTMLElement {
  /**
   * Runs a command line, as if it had been clicked, and waits for it to end.
   * Rejects if the embed is not in a page, is removed, or begins anew.
   */
  run(command: string): Promise<Ran>;
  /** How the cluster is now. */
  snapshot(): Promise<Snapshot>;
  /** Begins anew. */
  reset(): Promise<null>;
  addEventListener<Name extends keyof StateLabEventMap>(
    type: Name,
    listener: (this: StateLab, event: StateLabEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "state-lab": StateLab;
  }
  interface HTMLElementEventMap extends StateLabEventMap {}
}
