//! One element of a page.

use fantoccini::elements::Element;

use crate::page::Page;

/// An element that was found by its role and name.
pub struct Node<'a> {
    /// Where it is.
    pub page: &'a Page,
    /// As the driver knows it.
    pub element: Element,
}

impl<'a> Node<'a> {
    /// Waits for the element inside this one with this role and name.
    pub fn find(&self, role: &str, name: &str) -> Node<'a> {
        self.page
            .wait_for(&format!("{role} {name:?} in its region"), || {
                self.page.look(Some(self), role, name).into_iter().find(|(label, _)| label == name)
            })
            .1
    }

    /// The names of all elements inside this one that have this role now.
    pub fn names(&self, role: &str) -> Vec<String> {
        self.page.look(Some(self), role, "").into_iter().map(|(label, _)| label).collect()
    }

    /// Clicks in its middle, as a mouse would.
    pub fn click(&self) {
        self.page.driver.wait(self.element.click()).expect("it can be clicked");
    }

    /// Focuses it and types.
    pub fn type_keys(&self, keys: &str) {
        self.page.driver.wait(self.element.send_keys(keys)).expect("it takes keys");
    }

    /// Its visible text.
    pub fn text(&self) -> String {
        self.page.driver.wait(self.element.text()).expect("it has text")
    }

    /// One of its attributes.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.page.driver.wait(self.element.attr(name)).expect("it is still there")
    }
}
