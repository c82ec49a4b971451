//! A challenge from the list to its solution.

use crate::page::visit;

#[test]
fn a_challenge_is_found_in_the_list_solved_in_the_terminal_and_remembered() {
    visit("?lang=en&clock=instant", |page| {
        let title = "Where is the third pod’s count?";
        page.find("link", title).click();
        page.until("the challenge", || page.names("heading").iter().any(|name| name == title));
        page.find("button", "Show hint 1 of 3").click();
        page.find("button", "Show hint 2 of 3");
        page.run("kubectl get pvc");
        page.run("kubectl scale statefulset nodejs-stateful --replicas=3");
        let step = "return document.querySelector('.step').innerText";
        page.until("the explanation", || {
            let text = page.eval(step).to_string();
            text.contains("solution: 1") && text.contains("changed something: 1")
        });
        page.go("?lang=id&chapter=stateless");
        page.find_starting("link", "Ke mana hitungan pod ketiga? terpecahkan");
    });
}

#[test]
fn an_address_leads_to_a_challenge_and_one_that_leads_nowhere_says_so() {
    visit("?lang=id&chapter=stuck-rollout", |page| {
        page.until("the challenge", || {
            page.names("heading").iter().any(|name| name == "Tidak bisa mundur")
        });
        page.go("?lang=en&chapter=nonsense");
        page.until("the notice", || {
            page.eval("return document.body.innerText").to_string().contains("chapter=nonsense")
        });
    });
}
