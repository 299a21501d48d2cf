//! Which paragraphs stand in which file, in which order; the same for the same seed.

use crate::collection::Paragraph;
use crate::random::Random;
use std::collections::{BTreeMap, HashMap};

/// Files, each with its paragraphs in order.
pub type Plan = Vec<Vec<Paragraph>>;

/// The language of each paragraph, by id.
pub type Languages = HashMap<String, String>;

/// Files of these sizes: how many, of how many paragraphs each, and of which language if only one. The largest is a
/// book of about 500 pages. What is left stands alone.
const BOOKS: &[(usize, usize, Option<&str>)] = &[
    (1, 1000, None),
    (1, 400, Some("fr")),
    (1, 400, None),
    (1, 300, Some("zh-Hans")),
    (4, 100, None),
    (40, 10, None),
];

/// Gives each paragraph a file of its own.
pub fn single(paragraphs: &[Paragraph]) -> Plan {
    paragraphs.iter().map(|paragraph| vec![paragraph.clone()]).collect()
}

/// Joins two to four paragraphs of different languages. When languages run out, the last files have fewer languages.
pub fn glued(paragraphs: &[Paragraph], languages: &Languages, random: &mut Random) -> Plan {
    let mut piles = piles(paragraphs, languages, random);
    let mut plan = Plan::new();
    while piles.iter().any(|pile| !pile.is_empty()) {
        let mut file = Vec::new();
        let mut free: Vec<usize> = (0..piles.len()).collect();
        for _ in 0..2 + random.below(3) {
            if free.iter().all(|&pile| piles[pile].is_empty()) {
                free = (0..piles.len()).collect();
            }
            let Some(place) = choose(&piles, &free, random) else { break };
            file.extend(piles[free.remove(place)].pop());
        }
        random.shuffle(&mut file);
        plan.push(file);
    }
    plan
}

/// Puts most paragraphs into books and leaves the others alone: see [`BOOKS`].
pub fn padded(paragraphs: &[Paragraph], languages: &Languages, random: &mut Random) -> Plan {
    let mut left = paragraphs.to_vec();
    random.shuffle(&mut left);
    let mut plan = Plan::new();
    for &(files, size, only) in BOOKS {
        for _ in 0..files {
            let fits = |paragraph: &Paragraph| only.is_none_or(|only| languages[&paragraph.id] == only);
            let (own, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|paragraph| fits(paragraph));
            let mut own = own.into_iter();
            plan.push(own.by_ref().take(size).collect());
            left = own.chain(others).collect();
            random.shuffle(&mut left);
        }
    }
    plan.retain(|file| !file.is_empty());
    plan.extend(left.into_iter().map(|paragraph| vec![paragraph]));
    plan
}

/// How often a paragraph is repeated.
const COPIES: usize = 2;

/// Repeats one paragraph of each file at its end, each time with a small change. Returns the ids of those repeated, too.
pub fn repeated(plan: &Plan, random: &mut Random) -> (Plan, Vec<String>) {
    let (mut plan, mut ids) = (plan.clone(), Vec::new());
    for file in &mut plan {
        let original = file[random.below(file.len())].clone();
        for copy in 1..=COPIES {
            let text = with_a_gap(&original.text, random);
            file.push(Paragraph { id: format!("{}~{copy}", original.id), text, ..original.clone() });
        }
        ids.push(original.id);
    }
    (plan, ids)
}

/// Leaves out one word of a text, or one character where words are not parted by blanks.
fn with_a_gap(text: &str, random: &mut Random) -> String {
    let pieces: Vec<&str> = match text.split(' ').count() {
        ..10 => text.split_inclusive(|_: char| true).collect(),
        _ => text.split_inclusive(' ').collect(),
    };
    let gap = random.below(pieces.len().max(1));
    pieces.iter().enumerate().filter(|&(place, _)| place != gap).map(|(_, piece)| *piece).collect()
}

/// The paragraphs of each language, shuffled.
fn piles(paragraphs: &[Paragraph], languages: &Languages, random: &mut Random) -> Vec<Vec<Paragraph>> {
    let mut piles: BTreeMap<&str, Vec<Paragraph>> = BTreeMap::new();
    for paragraph in paragraphs {
        piles.entry(&languages[&paragraph.id]).or_default().push(paragraph.clone());
    }
    let mut piles: Vec<_> = piles.into_values().collect();
    piles.iter_mut().for_each(|pile| random.shuffle(pile));
    piles
}

/// Chooses a place among the free piles, large ones more often, so that all run out together.
fn choose(piles: &[Vec<Paragraph>], free: &[usize], random: &mut Random) -> Option<usize> {
    let total: usize = free.iter().map(|&pile| piles[pile].len()).sum();
    let mut drawn = if total > 0 { random.below(total) } else { return None };
    free.iter().position(|&pile| {
        let is_here = drawn < piles[pile].len();
        drawn = drawn.saturating_sub(piles[pile].len());
        is_here
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many paragraphs of each language.
    fn paragraphs(counts: &[(&str, usize)]) -> (Vec<Paragraph>, Languages) {
        let ids = counts.iter().flat_map(|(language, count)| {
            (0..*count).map(move |number| (format!("{language}-{number}"), (*language).to_owned()))
        });
        let languages: Languages = ids.clone().collect();
        let paragraph = |(id, _): (String, String)| Paragraph { title: String::new(), text: id.clone(), id };
        (ids.map(paragraph).collect(), languages)
    }

    fn ids(plan: &Plan) -> Vec<String> {
        let mut ids: Vec<String> = plan.iter().flatten().map(|paragraph| paragraph.id.clone()).collect();
        ids.sort();
        ids
    }

    #[test]
    fn each_paragraph_stands_in_one_file() {
        let (paragraphs, languages) = paragraphs(&[("de", 30), ("fr", 900), ("zh-Hans", 700), ("en", 1500)]);
        let all = ids(&single(&paragraphs));
        assert_eq!(ids(&glued(&paragraphs, &languages, &mut Random::new(1))), all);
        assert_eq!(ids(&padded(&paragraphs, &languages, &mut Random::new(1))), all);
    }

    #[test]
    fn the_same_seed_makes_the_same_files() {
        let (paragraphs, languages) = paragraphs(&[("de", 30), ("fr", 40)]);
        let plan = |seed| glued(&paragraphs, &languages, &mut Random::new(seed));
        assert_eq!(plan(1), plan(1));
        assert_ne!(plan(1), plan(2));
        let plan = |seed| padded(&paragraphs, &languages, &mut Random::new(seed));
        assert_eq!(plan(1), plan(1));
        assert_ne!(plan(1), plan(2));
    }

    #[test]
    fn glued_files_mix_languages() {
        let (paragraphs, languages) = paragraphs(&[("de", 100), ("en", 100), ("fr", 100), ("zh", 100)]);
        let plan = glued(&paragraphs, &languages, &mut Random::new(1));
        assert!(plan.iter().all(|file| (1..=4).contains(&file.len())));
        let is_mixed = |file: &&Vec<Paragraph>| {
            let mut own: Vec<&String> = file.iter().map(|paragraph| &languages[&paragraph.id]).collect();
            own.sort();
            own.windows(2).all(|pair| pair[0] != pair[1])
        };
        assert!(plan.iter().filter(is_mixed).count() * 10 > plan.len() * 9);
    }

    #[test]
    fn books_stand_beside_single_paragraphs() {
        let (paragraphs, languages) = paragraphs(&[("de", 1500), ("fr", 1500), ("zh-Hans", 1000)]);
        let plan = padded(&paragraphs, &languages, &mut Random::new(1));
        assert_eq!(plan[0].len(), 1000);
        assert!(plan[1].len() == 400 && plan[1].iter().all(|paragraph| languages[&paragraph.id] == "fr"));
        assert!(plan.iter().filter(|file| file.len() == 1).count() > 1000);
    }

    #[test]
    fn copies_lack_a_word_or_a_character() {
        let text = "one two three four five six seven eight nine ten";
        let file = [text, "加密货币行业"]
            .map(|text| vec![Paragraph { id: text.to_owned(), title: String::new(), text: text.to_owned() }]);
        let (plan, ids) = repeated(&file.to_vec(), &mut Random::new(1));
        assert_eq!(ids, [text, "加密货币行业"]);
        assert_eq!(plan[0].len(), 1 + COPIES);
        assert_eq!(plan[0][1].text.split(' ').filter(|word| !word.is_empty()).count(), 9);
        assert_eq!(plan[1][1].text.chars().count(), 5);
    }
}
