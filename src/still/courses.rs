//! What a package for a learning platform has to know of a chapter.

use crate::chapters::CHAPTERS;
use crate::i18n::Lang;

/// A chapter in one language.
pub struct Course {
    /// The chapter.
    pub slug: &'static str,
    /// The code of the language.
    pub lang: &'static str,
    /// The title of the chapter.
    pub title: &'static str,
    /// What to say where there is no platform.
    pub outside: &'static str,
    /// The ids of the steps in their order, each with whether it lets the reader predict.
    pub steps: Vec<(&'static str, bool)>,
}

/// Every chapter in every language.
pub fn courses() -> Vec<Course> {
    let of = |lang: Lang| {
        CHAPTERS.iter().map(move |chapter| Course {
            slug: chapter.slug,
            lang: lang.code(),
            title: chapter.title(lang),
            outside: lang.words().outside_of_lms(),
            steps: chapter.steps.iter().map(|it| (it.id, it.prediction.is_some())).collect(),
        })
    };
    Lang::ALL.into_iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chapter_is_a_course_in_every_language_with_steps_to_do_and_to_predict() {
        let courses = courses();
        assert_eq!(courses.len(), CHAPTERS.len() * Lang::ALL.len());
        for Course { slug, steps, .. } in &courses {
            assert!(!steps.is_empty(), "{slug}");
            // Without one the score would tell no more than how much is done.
            assert!(steps.iter().any(|(_, predicts)| *predicts), "{slug}");
        }
        let course = courses.iter().find(|it| (it.slug, it.lang) == ("stateless", "id"));
        let course = course.expect("a course");
        assert_eq!(course.steps, [("visit", true), ("delete", true), ("look", false)]);
        assert!(!course.title.is_empty() && course.outside.contains("LMS"));
    }
}
