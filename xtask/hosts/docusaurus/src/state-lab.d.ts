import type { HTMLAttributes } from "react";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "state-lab": HTMLAttributes<HTMLElement> & { [attribute: string]: unknown };
    }
  }
}
