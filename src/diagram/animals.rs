//! Pods as livestock and pets, as the data of SVG paths.
//!
//! How an animal looks says what the pod is: livestock all look alike, for any of them may take
//! another's place; a pet looks as its number has it, so its successor is recognisably the same.
//! How it feels says how the pod is.

mod shapes;

pub use self::shapes::VIEW_BOX;

use super::scene::PodBody;
use shapes::*;

/// An animal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Animal {
    /// One of a herd.
    Sheep,
    /// One that has a name.
    Pet {
        /// Its head: ears, face and pattern.
        breed: usize,
        /// The colour of its fur.
        coat: usize,
    },
}

/// How an animal feels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It is not there yet: an outline.
    Coming,
    /// It is there and takes visits.
    Well,
    /// It has crashed, cannot start or is not ready.
    Ill,
    /// It has lain down and will not get up again.
    Asleep,
}

/// What a part of an animal is, which decides its colour; the style has one for each.
pub type Paint = &'static str;

/// A part of the drawing of an animal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// What it is.
    pub paint: Paint,
    /// Its outline.
    pub d: &'static str,
    /// It is drawn mirrored at the middle.
    pub mirrored: bool,
}

/// The heads of the pets, by breed.
const BREEDS: [&str; 5] = ["beagle", "tabby", "pointer", "tuxedo", "rabbit"];
/// The colours of their fur.
const COATS: [&str; 5] = ["chestnut", "ginger", "cream", "black", "grey"];
/// Black fur, in which dark eyes would not be seen.
const BLACK: usize = 3;

impl Animal {
    /// The animal of a pod: a pet if the pod has a number of its own. The first five differ in
    /// everything; after them the same heads come in other colours.
    pub fn of(identity: Option<usize>) -> Animal {
        let Some(number) = identity else { return Animal::Sheep };
        let breed = number % BREEDS.len();
        Animal::Pet { breed, coat: (number + number / BREEDS.len()) % COATS.len() }
    }

    /// What it is called: the same for all that look the same.
    pub fn name(self) -> String {
        match self {
            Animal::Sheep => "sheep".to_owned(),
            Animal::Pet { breed, coat } => format!("{} {}", COATS[coat], BREEDS[breed]),
        }
    }

    /// The colour of its fur.
    pub fn coat(self) -> Option<&'static str> {
        match self {
            Animal::Sheep => None,
            Animal::Pet { coat, .. } => Some(COATS[coat]),
        }
    }

    /// Its parts, from the back to the front.
    pub fn parts(self, mood: Mood) -> Vec<Part> {
        let mut drawing = Drawing(Vec::new());
        match self {
            Animal::Sheep => drawing.sheep(mood),
            Animal::Pet { breed, coat } => drawing.pet(breed, coat, mood),
        }
        if mood == Mood::Ill {
            drawing.add("glass", THERMOMETER);
            drawing.add("fever", FEVER);
        }
        drawing.0
    }
}

impl Mood {
    /// How the animal of a pod feels.
    pub fn of(pod: &PodBody) -> Mood {
        let is_ready = pod.ready.1 > 0 && pod.ready.0 == pod.ready.1;
        match pod.status.as_str() {
            _ if pod.is_leaving || pod.is_ghost => Mood::Asleep,
            "Running" if is_ready => Mood::Well,
            "Completed" | "Succeeded" => Mood::Asleep,
            "Pending" | "ContainerCreating" | "PodInitializing" => Mood::Coming,
            status if status.starts_with("Init:") && !status.contains("Err") => Mood::Coming,
            _ => Mood::Ill,
        }
    }

    /// Its name, for the style.
    pub fn name(self) -> &'static str {
        match self {
            Mood::Coming => "coming",
            Mood::Well => "well",
            Mood::Ill => "ill",
            Mood::Asleep => "asleep",
        }
    }
}

struct Drawing(Vec<Part>);

impl Drawing {
    fn add(&mut self, paint: Paint, d: &'static str) {
        self.0.push(Part { paint, d, mirrored: false });
    }

    fn mirror(&mut self, paint: Paint, d: &'static str) {
        self.0.push(Part { paint, d, mirrored: true });
    }

    /// Once on either side.
    fn both(&mut self, paint: Paint, d: &'static str) {
        self.add(paint, d);
        self.mirror(paint, d);
    }

    fn sheep(&mut self, mood: Mood) {
        self.add("wool", FLEECE);
        self.both("hide", if mood == Mood::Ill { SHEEP_EAR_LOW } else { SHEEP_EAR });
        self.add("hide", SHEEP_FACE);
        self.add("wool", FORELOCK);
        match mood {
            Mood::Asleep => self.both("line pale", SHEEP_LID),
            Mood::Ill => {
                self.both("line pale", SHEEP_BROW);
                self.both("white", SHEEP_HALF_EYE);
            }
            Mood::Well | Mood::Coming => {
                self.both("white", SHEEP_EYE);
                self.both("eye", SHEEP_PUPIL);
            }
        }
        self.add("line pale", SHEEP_MOUTH);
        self.add("tag", EAR_TAG);
        self.add("hole", EAR_TAG_HOLE);
    }

    fn pet(&mut self, breed: usize, coat: usize, mood: Mood) {
        let is_dog = matches!(breed, 0 | 2);
        self.add("coat", SHOULDERS);
        if !is_dog {
            self.ears(breed);
        }
        self.add("coat", HEAD);
        self.pattern(breed);
        if is_dog {
            self.ears(breed);
        }
        self.eyes(if coat == BLACK { "eye pale" } else { "eye" }, mood);
        match breed {
            0 | 2 => {
                self.add("eye", DOG_NOSE);
                self.add("line", DOG_MOUTH);
                if mood == Mood::Well && breed == 0 {
                    self.add("tongue", TONGUE);
                }
            }
            _ => {
                self.add("snout", SNOUT);
                self.add("line", MOUTH);
                match breed {
                    4 => self.add("white", TEETH),
                    _ => self.both("whisker", WHISKERS),
                }
            }
        }
        self.add("band", COLLAR);
        self.add("ring-of", COLLAR_RING);
    }

    fn ears(&mut self, breed: usize) {
        match breed {
            0 => self.both("shade", FLOPPY_EAR),
            2 => {
                self.add("dark", FLOPPY_EAR);
                self.mirror("coat", FLOPPY_EAR);
            }
            4 => {
                self.both("coat", TALL_EAR);
                self.both("pink", IN_TALL_EAR);
            }
            _ => {
                self.both("coat", POINTED_EAR);
                self.both("pink", IN_POINTED_EAR);
            }
        }
    }

    fn pattern(&mut self, breed: usize) {
        match breed {
            0 => self.add("white", BLAZE),
            1 => {
                self.add("mark", STRIPE);
                self.both("mark", STRIPES);
                self.add("white", MUZZLE);
            }
            2 => {
                self.add("dark", PATCH);
                self.add("white", DOG_MUZZLE);
            }
            3 => self.add("white", BIB),
            _ => self.add("white", MUZZLE),
        }
    }

    fn eyes(&mut self, paint: Paint, mood: Mood) {
        match mood {
            Mood::Asleep => self.both("line", LID),
            Mood::Ill => {
                self.both("line", BROW);
                self.both(paint, HALF_EYE);
            }
            Mood::Well | Mood::Coming => {
                self.both(paint, EYE);
                self.add("glint", GLINTS);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::sorted::SortedSet;

    fn pod(status: &str, ready: (usize, usize)) -> PodBody {
        PodBody { status: status.to_owned(), ready, ..PodBody::default() }
    }

    #[test]
    fn livestock_is_all_alike_and_every_pet_looks_as_its_number_has_it() {
        assert_eq!(Animal::of(None), Animal::Sheep);
        let pets: Vec<Animal> = (0..25).map(|number| Animal::of(Some(number))).collect();
        let names: SortedSet<String> = pets.iter().map(|pet| pet.name()).collect();
        assert_eq!(names.len(), pets.len(), "25 pets are told apart: {names:?}");
        let breeds: SortedSet<String> =
            pets[..5].iter().map(|pet| format!("{:?}", pet.parts(Mood::Well))).collect();
        assert_eq!(breeds.len(), 5, "the first five differ in more than their colour");
        assert_eq!(Animal::of(Some(1)).name(), "ginger tabby");
    }

    #[test]
    fn an_animal_feels_as_its_pod_is() {
        let leaving = PodBody { is_leaving: true, ..pod("Terminating", (1, 1)) };
        for (pod, mood) in [
            (pod("Pending", (0, 1)), Mood::Coming),
            (pod("ContainerCreating", (0, 1)), Mood::Coming),
            (pod("Init:0/1", (0, 1)), Mood::Coming),
            (pod("Running", (1, 1)), Mood::Well),
            (pod("Running", (0, 1)), Mood::Ill),
            (pod("CrashLoopBackOff", (0, 1)), Mood::Ill),
            (pod("Init:Error", (0, 1)), Mood::Ill),
            (pod("ErrImagePull", (0, 1)), Mood::Ill),
            (pod("Completed", (0, 1)), Mood::Asleep),
            (leaving, Mood::Asleep),
        ] {
            assert_eq!(Mood::of(&pod), mood, "{}", pod.status);
        }
    }

    #[test]
    fn a_mood_changes_the_face_and_never_whose_face_it_is() {
        for animal in [None, Some(0), Some(1), Some(2), Some(3), Some(4)].map(Animal::of) {
            let fur = |mood| {
                let parts = animal.parts(mood).into_iter();
                let is_fur = |part: &Part| {
                    ["coat", "wool", "mark", "dark", "shade", "band", "tag"].contains(&part.paint)
                };
                parts.filter(is_fur).collect::<Vec<_>>()
            };
            let well = animal.parts(Mood::Well);
            for mood in [Mood::Ill, Mood::Asleep] {
                assert_eq!(fur(mood), fur(Mood::Well), "{animal:?}");
                assert_ne!(animal.parts(mood), well, "{animal:?} {mood:?}");
            }
        }
    }
}
