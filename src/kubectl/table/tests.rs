//! Layouts against what a real kubectl printed.

use super::*;

const SHARED: &str = include_str!("../../../tests/recordings/deploy-shared-pvc.txt");
const STATEFUL: &str = include_str!("../../../tests/recordings/sts-basic.txt");
const FORMATS: &str = include_str!("../../../tests/recordings/table-formats.txt");

/// What the command printed the first time it ran in the recording.
fn recorded(recording: &'static str, command: &str) -> &'static str {
    let start = recording.find(&format!("$ {command}\n")).expect(command) + command.len() + 3;
    let end = recording[start..].find("\n$ ").map_or(recording.len(), |end| start + end + 1);
    &recording[start..end]
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// Cuts a recorded table into cells at the columns where its headings begin.
fn cells_of(table: &str) -> Vec<Vec<String>> {
    let heading = table.lines().next().unwrap();
    let mut starts = vec![0];
    for (at, _) in heading.match_indices("   ") {
        let next = heading[at..].trim_start().len();
        let start = heading.len() - next;
        if starts.last() != Some(&start) {
            starts.push(start);
        }
    }
    let cell = |line: &str, index: usize| {
        let end = starts.get(index + 1).copied().unwrap_or(line.len()).min(line.len());
        line[starts[index].min(end)..end].trim_end().to_owned()
    };
    table.lines().map(|line| (0..starts.len()).map(|at| cell(line, at)).collect()).collect()
}

#[test]
fn the_tables_of_a_real_cluster_are_laid_out_the_same() {
    for command in [
        "kubectl get sts",
        "kubectl get deploy",
        "kubectl get svc",
        "kubectl get pvc",
        "kubectl get pv",
        "kubectl get sc",
        "kubectl get nodes -o wide",
        "kubectl get events",
    ] {
        let table = recorded(FORMATS, command);
        assert_eq!(TableWriter::new().write(&cells_of(table)), table, "{command}");
    }
}

#[test]
fn a_watch_widens_its_columns_and_never_narrows_them() {
    let recorded = recorded(STATEFUL, "kubectl get pods -w");
    let mut table = TableWriter::new();
    let mut printed = String::new();
    let mut lines = recorded.lines().map(|line| {
        line.split("   ").map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty())
    });
    let first: Vec<Vec<String>> = lines.by_ref().take(2).map(Iterator::collect).collect();
    printed += &table.write(&first);
    for line in lines {
        printed += &table.write(&[line.collect()]);
    }
    assert_eq!(printed, recorded);
}

#[test]
fn a_cell_ends_at_its_first_line_and_empty_cells_keep_their_place() {
    let mut table = TableWriter::new();
    let rows = [row(&["NAME", "VOLUME", "AGE"]), row(&["a\nb", "", "5s"]), row(&["é", "x", ""])];
    assert_eq!(table.write(&rows), "NAME   VOLUME   AGE\na...            5s\né      x        \n");
    assert_eq!(table.write(&[]), "");
    assert_eq!(TableWriter::new().write(&[row(&["A", "B"])]), "A     B\n");
}

#[test]
fn wide_columns_are_shown_on_demand() {
    let columns = [Column::new("Name"), Column::new("Age"), Column::wide("Nominated Node")];
    assert_eq!(Column::headings(&columns, false), ["NAME", "AGE"]);
    assert_eq!(Column::headings(&columns, true), ["NAME", "AGE", "NOMINATED NODE"]);
    assert_eq!(Column::cells(&columns, false, row(&["a", "5s", "<none>"])), ["a", "5s"]);
    assert_eq!(Column::cells(&columns, true, row(&["a", "5s", "x"])), ["a", "5s", "x"]);
}

#[test]
fn a_description_of_a_volume_is_aligned_as_a_real_one() {
    let mut described = Described::new();
    for (label, value) in [
        ("Name", "nodejs-shared-volume"),
        ("Labels", "app=nodejs-shared"),
        ("Annotations", "pv.kubernetes.io/bound-by-controller: yes"),
        ("Finalizers", "[kubernetes.io/pv-protection]"),
        ("StorageClass", ""),
        ("Status", "Bound"),
        ("Claim", "default/nodejs-shared-claim"),
        ("Reclaim Policy", "Retain"),
        ("Access Modes", "RWO"),
        ("VolumeMode", "Filesystem"),
        ("Capacity", "2Gi"),
        ("Node Affinity", "<none>"),
        ("Message", ""),
    ] {
        described.line(0, &format!("{label}:\t{value}"));
    }
    described.line(0, "Source:");
    described.line(2, "Type:\tHostPath (bare host directory volume)");
    described.line(2, "Path:\t/mnt/shared");
    described.line(2, "HostPathType:\t");
    described.line(0, "Events:\t<none>");
    let expected = recorded(SHARED, "kubectl describe pv nodejs-shared-volume");
    assert_eq!(described.finish(), expected);
}

#[test]
fn each_block_of_lines_has_its_own_columns() {
    let source = "\
Name:\tx
Pod Template:
  Labels:\tapp=nodejs
  Containers:
   nodejs:
    Image:\tnode:20-alpine
    Port:\t8080/TCP
    Mounts:
      /data from data (rw)
Conditions:
  Type\tStatus\tReason
  ----\t------\t------
  Available \tTrue\tMinimumReplicasAvailable
OldReplicaSets:\t<none>
Last\tline";
    let expected = "\
Name:  x
Pod Template:
  Labels:  app=nodejs
  Containers:
   nodejs:
    Image:  node:20-alpine
    Port:   8080/TCP
    Mounts:
      /data from data (rw)
Conditions:
  Type           Status  Reason
  ----           ------  ------
  Available      True    MinimumReplicasAvailable
OldReplicaSets:  <none>
Last             line";
    assert_eq!(tabwrite(source, 0, 2), expected);
}
