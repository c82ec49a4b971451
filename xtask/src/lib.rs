//! The workspace's own tool, as a library so that the end-to-end test can serve a site with it.
//!
//! | module | what is in it |
//! |---|---|
//! | `workspace` | where things are, and how other programs are run |
//! | `tools` | what the machine must have; installs it, pinned, where it lacks |
//! | `browser` | the same for Chromium and its driver |
//! | `wasm` | the library as wasm with its JavaScript glue |
//! | `arrange` | its functions in the order that compresses best |
//! | `imports` | short names for what it imports from its glue |
//! | `still` | the pages before the app takes over, which the model writes |
//! | `css` | the style sheets as one |
//! | `site` | all files of the page, in memory, with or without hashed names |
//! | `weight` | their sizes and the budget |
//! | `dist` | the finished site on disk |
//! | `http` | a small server for a site |
//! | `single` | the whole page as one file that opens from disk |
//! | `packages` | the site as packages for other systems |
//! | `scorm` | a chapter as a course for learning platforms |
//! | `npm` | the embed as a package for projects that are built with npm |
//! | `serve` | build, serve, watch, rebuild, reload |
//! | `gate` | all checks in order |
//! | `tally` | the sums of what the test runners say |
//! | `conformance` | the recordings alone |
//! | `hosts` | other programs' pages with the site in them |
//! | `fuzz` | the fuzz targets, with what they begin from |

pub mod arrange;
pub mod browser;
pub mod conformance;
pub mod css;
pub mod dist;
pub mod fuzz;
pub mod gate;
pub mod hosts;
pub mod http;
pub mod imports;
pub mod npm;
pub mod packages;
pub mod scorm;
pub mod serve;
pub mod single;
pub mod site;
pub mod still;
pub mod tally;
pub mod tools;
pub mod wasm;
pub mod weight;
pub mod workspace;
