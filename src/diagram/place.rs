//! Where columns, rows and what hangs below them stand, and the lines between them.

use super::geometry::{Path, Rect, point, rect};
use super::metrics::{FULL, Metrics, SHARED_WIDTH, SMALL};

/// The cells in which a lane's pods stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    pub metrics: Metrics,
    pub columns: usize,
    pub rows: usize,
    /// Every row has its own claims and volumes below it; else all rows share those below the last.
    pub banded: bool,
    width: f64,
    column: f64,
    left: f64,
}

impl Grid {
    /// A grid for so many cells in a lane of that width.
    pub fn new(cells: usize, width: f64, shared: bool) -> Grid {
        let cells = cells.max(1);
        let metrics = if FULL.columns(width) >= cells { FULL } else { SMALL };
        let rows = cells.div_ceil(metrics.columns(width));
        let columns = cells.div_ceil(rows);
        let column = metrics.column_width(width, columns);
        let taken = column * columns as f64 + metrics.gap * (columns - 1) as f64;
        let left = ((width - taken) / 2.0).floor();
        Grid { metrics, columns, rows, banded: rows > 1 && !shared, width, column, left }
    }

    /// The width of the lane.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Whether another row of pods stands below a cell's row, instead of claims or files.
    pub fn below_is_taken(&self, cell: usize) -> bool {
        !self.banded && cell / self.columns + 1 < self.rows
    }

    /// The place of the service's row.
    pub fn service(&self, width: f64) -> Rect {
        rect(((self.width - width) / 2.0).floor(), 0.0, width, self.metrics.service)
    }

    /// The place of the pod in a cell.
    pub fn pod(&self, cell: usize) -> Rect {
        let x = self.left + (cell % self.columns) as f64 * (self.column + self.metrics.gap);
        rect(x, self.row_top(cell / self.columns), self.column, self.metrics.pod)
    }

    /// The place of a pod's predecessor, above it.
    pub fn ghost(&self, cell: usize) -> Rect {
        let pod = self.pod(cell);
        let height = self.metrics.ghost - 2.0;
        rect(pod.x, pod.y - self.metrics.ghost, pod.width, height)
    }

    /// The place of a label that hangs at a pod.
    pub fn mount(&self, cell: usize) -> Rect {
        let pod = self.pod(cell);
        rect(pod.x + 2.0, pod.bottom(), pod.width - 4.0, self.metrics.mount)
    }

    /// The place of a file that stands where the claim of a cell would.
    pub fn file(&self, cell: usize) -> Rect {
        let pod = self.pod(cell);
        rect(pod.x, pod.y + self.metrics.pod_to_claim(), pod.width, self.metrics.file)
    }

    /// The upper edge of the claims that belong to the cells of a row.
    pub fn claims_top(&self, row: usize) -> f64 {
        let row = if self.banded { row } else { self.rows - 1 };
        self.row_top(row) + self.metrics.pod_to_claim()
    }

    /// Where the drawing ends.
    pub fn bottom(&self) -> f64 {
        self.claims_top(self.rows - 1)
            + self.metrics.claim
            + self.metrics.bind
            + self.metrics.volume
            + self.metrics.bottom
    }

    fn row_top(&self, row: usize) -> f64 {
        let metrics = &self.metrics;
        let below = if self.banded { metrics.band() } else { metrics.pod + metrics.mount };
        let stride = metrics.ghost + below + metrics.row_gap;
        metrics.service + metrics.fan + metrics.ghost + row as f64 * stride
    }

    /// The places of claims next to each other, each below those who use it if there is room.
    /// Those for whom there is no room at all are left out.
    pub fn claims(&self, wanted: &[Wanted], row: usize) -> Vec<Rect> {
        let metrics = &self.metrics;
        let most = metrics.columns(self.width);
        let wanted = &wanted[..wanted.len().min(most)];
        let gaps = metrics.gap * wanted.len().saturating_sub(1) as f64;
        let widest =
            ((self.width - 2.0 * metrics.margin - gaps) / wanted.len().max(1) as f64).floor();
        let mut places: Vec<Rect> = Vec::new();
        let mut left = metrics.margin;
        for want in wanted {
            let width = want.width.min(widest);
            let x = (want.center - width / 2.0).floor().max(left);
            places.push(rect(x, self.claims_top(row), width, metrics.claim));
            left = x + width + metrics.gap;
        }
        let mut right = self.width - metrics.margin;
        for place in places.iter_mut().rev() {
            place.x = place.x.min(right - place.width);
            right = place.x - metrics.gap;
        }
        places
    }

    /// The place of a claim's volume.
    pub fn volume(&self, claim: Rect) -> Rect {
        let top = claim.bottom() + self.metrics.bind;
        rect(claim.x, top, claim.width, self.metrics.volume)
    }

    /// How wide a claim should be and where: of one cell alone, or shared by several.
    pub fn wanted(&self, cells: &[usize], shared: bool, needed: f64) -> Wanted {
        match cells {
            [cell] if !shared => {
                let pod = self.pod(*cell);
                Wanted { center: pod.x + pod.width / 2.0, width: pod.width }
            }
            _ => Wanted {
                center: self.width / 2.0,
                width: needed.ceil().clamp(SHARED_WIDTH.min(self.width / 2.0), self.width),
            },
        }
    }

    /// The line from the service to a pod or a ghost in a cell. It goes around whatever stands
    /// above its end: `behind` means that a ghost does.
    pub fn select(&self, service: Rect, cell: usize, end: Rect, behind: bool) -> Path {
        let start = service.bottom_center();
        let row = cell / self.columns;
        let above = end.y - if behind { self.metrics.ghost } else { 0.0 };
        let path = Path::from(start);
        if row == 0 && !behind {
            return path.fall_to(end.top_center());
        }
        let lane = end.x - self.metrics.gap / 2.0;
        let first_row = self.row_top(0) - self.metrics.ghost;
        let path = path.fall_to(point(lane, first_row));
        if behind {
            let entry = point(end.x, end.y + 14.0);
            let before = point(lane, end.y + 4.0);
            return path.line_to(before).curve_to(
                point(lane, entry.y),
                point(lane, entry.y),
                entry,
            );
        }
        let gap = self.metrics.row_gap;
        path.line_to(point(lane, above - gap - self.metrics.ghost / 2.0)).fall_to(end.top_center())
    }

    /// The line from the lower edge of a pod or of its mount to a claim.
    pub fn drop(&self, cell: usize, start: Rect, claim: Rect) -> Path {
        let path = Path::from(start.bottom_center());
        let row = cell / self.columns;
        if self.banded || row + 1 == self.rows {
            return path.fall_to(claim.top_center());
        }
        let lane =
            start.right() + self.metrics.gap / 2.0 + (self.pod(cell).right() - start.right());
        let beside = start.bottom() + self.metrics.row_gap + self.metrics.ghost / 2.0;
        let below = self.claims_top(row) - self.metrics.drop;
        path.fall_to(point(lane, beside)).line_to(point(lane, below)).fall_to(claim.top_center())
    }
}

/// A wish for a place in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wanted {
    pub center: f64,
    pub width: f64,
}
