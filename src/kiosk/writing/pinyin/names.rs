//! Names of people: surnames and given names by how they are read, the common first.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::dictionary::{Dictionary, Syllable, dictionary};
use super::lattice::Lattice;
use super::{Candidate, Spot};

static SURNAMES: &str = include_str!("../../../../assets/writing/surnames.txt");
static GIVEN_NAMES: &str = include_str!("../../../../assets/writing/given-names.txt");

static NAMES: LazyLock<Names> = LazyLock::new(|| Names::read(dictionary()));

/// Names offered before anything else.
const NAMES_MAX: usize = 10;
/// Characters of each sound that are put together.
const PARTS_MAX: usize = 40;
/// What a given name without a surname costs where a whole name is asked for.
const NO_SURNAME_COST: f32 = 5.0;
/// Costs of the three ways to make a given name: one character, two of the lists, a known pair.
const ONE_COST: f32 = 2.0;
const TWO_COST: f32 = 0.7;
const PAIR_COST: f32 = 1.1;
/// What a character costs that no list of given names has.
const UNLISTED_COST: f32 = 9.5;

/// Common characters kept of each part.
const COMMON_MAX: usize = 32;
/// Between the parts of a name that is written as it sounds, as in 阿迪力·买买提.
const NAME_DOT: char = '·';

/// Sounds that letters may stand for, as the lattice has them.
type Sounds = [((Syllable, Syllable), f32)];

/// Everything known of names.
struct Names {
    surnames: Vec<Surname>,
    pairs: Vec<Pair>,
    /// Characters of each syllable for each part of a given name, the likeliest first.
    parts: [Vec<Vec<(char, f32)>>; 3],
    /// The most common characters of each part, whatever they sound like.
    common: [Vec<char>; 3],
}

struct Surname {
    text: String,
    reading: Vec<Syllable>,
    cost: f32,
}

struct Pair {
    text: String,
    readings: [Vec<Syllable>; 2],
    cost: f32,
}

/// A part of a given name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    One,
    First,
    Second,
}

impl Part {
    const ALL: [(Part, &str); 3] = [
        (Part::One, "[one]"),
        (Part::First, "[first]"),
        (Part::Second, "[second]"),
    ];
}

/// A name put together.
type Costed = (String, f32);

/// Adds the likeliest names that all the letters may be.
pub(super) fn add_names(lattice: &Lattice, spot: Spot, all: &mut Vec<Candidate>) {
    let names = &*NAMES;
    let mut found = Vec::new();
    for path in paths(lattice, 4) {
        for syllables in 0..=path.len().min(2) {
            let (surname, given) = path.split_at(syllables);
            if spot == Spot::GivenName && syllables > 0 {
                break;
            }
            let alone = match (spot, syllables) {
                (Spot::GivenName, _) => 0.0,
                (_, 0) => NO_SURNAME_COST,
                _ => 0.0,
            };
            let given = match given {
                [] => vec![(String::new(), 4.0)],
                given => names.given(given),
            };
            let surnames = match surname {
                [] => vec![(String::new(), alone)],
                surname => names.surnames(surname),
            };
            for (surname, cost) in &surnames {
                found.extend(
                    given
                        .iter()
                        .map(|(given, more)| (format!("{surname}{given}"), cost + more)),
                );
            }
        }
    }
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    let end = lattice.end();
    all.extend(
        found
            .into_iter()
            .take(NAMES_MAX)
            .map(|(text, _)| Candidate { text, letters: end }),
    );
}

/// Adds every character that the first letters may be, those of names first.
pub(super) fn add_characters(lattice: &Lattice, spot: Spot, all: &mut Vec<Candidate>) {
    let names = &*NAMES;
    let mut edges: Vec<_> = lattice.edges(0).iter().collect();
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.to));
    for edge in edges {
        let mut found = if spot == Spot::Name {
            names.surnames(&[&edge.sounds])
        } else {
            Vec::new()
        };
        let part = if spot == Spot::Name {
            Part::First
        } else {
            Part::Second
        };
        found.extend(
            names
                .characters(part, &edge.sounds, usize::MAX)
                .into_iter()
                .map(|(character, cost)| (character.to_string(), cost)),
        );
        all.extend(found.into_iter().map(|(text, _)| Candidate {
            text,
            letters: edge.to,
        }));
    }
}

/// The most common surnames of one character.
pub(super) fn common_surnames(count: usize) -> Vec<Candidate> {
    let short = NAMES
        .surnames
        .iter()
        .filter(|surname| surname.reading.len() == 1);
    short
        .take(count)
        .map(|surname| Candidate {
            text: surname.text.clone(),
            letters: 0,
        })
        .collect()
}

/// The most common characters after what is written of a name, and the dot that parts long names.
pub(super) fn common_after(written: &str, count: usize) -> Vec<Candidate> {
    let names = &*NAMES;
    let is_surname = names.surnames.iter().any(|surname| surname.text == written);
    let part = if is_surname {
        Part::First
    } else {
        Part::Second
    };
    let common = names.common[part as usize]
        .iter()
        .take(count.saturating_sub(1));
    common
        .chain([&NAME_DOT])
        .map(|character| Candidate {
            text: character.to_string(),
            letters: 0,
        })
        .collect()
}

/// Every way through the lattice of at most so many syllables.
fn paths(lattice: &Lattice, syllables_max: usize) -> Vec<Vec<&Sounds>> {
    let mut all = Vec::new();
    let mut open = vec![(0, Vec::new())];
    while let Some((at, path)) = open.pop() {
        if at == lattice.end() {
            if !path.is_empty() {
                all.push(path);
            }
            continue;
        }
        if path.len() < syllables_max {
            for edge in lattice.edges(at) {
                let mut longer = path.clone();
                longer.push(edge.sounds.as_slice());
                open.push((edge.to, longer));
            }
        }
    }
    all
}

/// What it costs to mean this syllable; `None` when it is not meant.
fn cost_of(sounds: &Sounds, syllable: Syllable) -> Option<f32> {
    sounds
        .iter()
        .filter(|((from, to), _)| (*from..*to).contains(&syllable))
        .map(|(_, cost)| *cost)
        .min_by(f32::total_cmp)
}

impl Names {
    fn read(dictionary: &Dictionary) -> Self {
        let mut readings: HashMap<char, Vec<(Syllable, f32)>> = HashMap::new();
        for (syllable, branch) in dictionary.branches(dictionary.root(), (0, Syllable::MAX)) {
            for word in dictionary.words(branch) {
                if let [character] = word.characters {
                    readings
                        .entry(*character)
                        .or_default()
                        .push((syllable, word.cost));
                }
            }
        }
        let lines = SURNAMES.lines().filter(|line| !line.starts_with('#'));
        let surnames = lines
            .enumerate()
            .filter_map(|(rank, line)| {
                let mut fields = line.split(' ');
                let text = fields.next()?.to_owned();
                let reading = fields
                    .map(|name| dictionary.syllable(name))
                    .collect::<Option<_>>()?;
                // Fits the shares of the hundred most common: 7 % for the first, 0.15 % for the hundredth.
                let share = 1.6 / (rank as f32 + 8.0).powf(1.5);
                let cost = -share.ln();
                Some(Surname {
                    text,
                    reading,
                    cost,
                })
            })
            .collect();
        let section = |title: &str| {
            let after = GIVEN_NAMES.split_once(title).map_or("", |(_, after)| after);
            after.split('[').next().unwrap_or_default().trim()
        };
        let parts = Part::ALL.map(|(_, title)| by_syllable(&readings, section(title)));
        let common = Part::ALL.map(|(_, title)| {
            let listed = section(title).chars();
            listed
                .filter(|c| !c.is_whitespace())
                .take(COMMON_MAX)
                .collect()
        });
        let pairs: Vec<&str> = section("[whole]").split_whitespace().collect();
        let cost = (pairs.len() as f32).ln();
        let pairs = pairs
            .into_iter()
            .filter_map(|text| {
                let mut characters = text.chars();
                let mut next = || {
                    let known = readings.get(&characters.next()?)?;
                    Some(known.iter().map(|(syllable, _)| *syllable).collect())
                };
                let readings = [next()?, next()?];
                Some(Pair {
                    text: text.to_owned(),
                    readings,
                    cost,
                })
            })
            .collect();
        Self {
            surnames,
            pairs,
            parts,
            common,
        }
    }

    /// Surnames that sound like this.
    fn surnames(&self, path: &[&Sounds]) -> Vec<Costed> {
        let mut found: Vec<_> = self
            .surnames
            .iter()
            .filter(|surname| surname.reading.len() == path.len())
            .filter_map(|surname| {
                let meant: Option<f32> = surname
                    .reading
                    .iter()
                    .zip(path)
                    .map(|(syllable, sounds)| cost_of(sounds, *syllable))
                    .sum();
                Some((surname.text.clone(), surname.cost + meant?))
            })
            .collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        found
    }

    /// Given names of one or two characters that sound like this.
    fn given(&self, path: &[&Sounds]) -> Vec<Costed> {
        let mut found: Vec<Costed> = match path {
            [sounds] => self
                .characters(Part::One, sounds, PARTS_MAX)
                .into_iter()
                .map(|(character, cost)| (character.to_string(), cost + ONE_COST))
                .collect(),
            [first, second] => self.two(first, second),
            _ => Vec::new(),
        };
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut seen = std::collections::HashSet::new();
        found.retain(|(text, _)| seen.insert(text.clone()));
        found.truncate(PARTS_MAX);
        found
    }

    fn two(&self, first: &Sounds, second: &Sounds) -> Vec<Costed> {
        let meant = |sounds: &Sounds, readings: &[Syllable]| {
            let costs = readings
                .iter()
                .filter_map(|syllable| cost_of(sounds, *syllable));
            costs.min_by(f32::total_cmp)
        };
        let pairs = self.pairs.iter().filter_map(|pair| {
            let [a, b] = &pair.readings;
            let cost = pair.cost + meant(first, a)? + meant(second, b)?;
            Some((pair.text.clone(), cost + PAIR_COST))
        });
        let mut found: Vec<Costed> = pairs.collect();
        let seconds = self.characters(Part::Second, second, PARTS_MAX);
        for (a, cost) in self.characters(Part::First, first, PARTS_MAX) {
            let twos = seconds
                .iter()
                .map(|(b, more)| (format!("{a}{b}"), cost + more + TWO_COST));
            found.extend(twos);
        }
        found
    }

    /// Characters that sound like this, for a part of a given name.
    fn characters(&self, part: Part, sounds: &Sounds, count_max: usize) -> Vec<(char, f32)> {
        let lists = &self.parts[part as usize];
        let mut found: Vec<_> = sounds
            .iter()
            .flat_map(|((from, to), cost)| {
                lists[usize::from(*from)..usize::from(*to)]
                    .iter()
                    .flat_map(|list| list.iter().take(count_max))
                    .map(move |(character, more)| (*character, cost + more))
            })
            .collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        found.truncate(count_max);
        found
    }
}

/// Every character by its syllables; those of the list cost as their rank is, others as they are rare.
fn by_syllable(
    readings: &HashMap<char, Vec<(Syllable, f32)>>,
    list: &str,
) -> Vec<Vec<(char, f32)>> {
    let listed = list.chars().filter(|character| !character.is_whitespace());
    let ranks: HashMap<char, usize> = listed.enumerate().map(|(rank, c)| (c, rank)).collect();
    let whole = ((ranks.len() as f32 + 20.0) / 20.0).ln();
    let syllables = readings
        .values()
        .flatten()
        .map(|(syllable, _)| usize::from(*syllable) + 1);
    let mut all = vec![Vec::new(); syllables.max().unwrap_or(0)];
    for (character, known) in readings {
        let usual = known
            .iter()
            .map(|(_, cost)| *cost)
            .min_by(f32::total_cmp)
            .unwrap_or(0.0);
        for (syllable, cost) in known {
            let cost = match ranks.get(character) {
                // A reading that is rarer than another one costs the difference, too.
                Some(rank) => ((*rank as f32 + 20.0) * whole).ln() + 0.5 * (cost - usual),
                None => UNLISTED_COST + 0.25 * cost,
            };
            all[usize::from(*syllable)].push((*character, cost));
        }
    }
    for list in &mut all {
        list.sort_by(|a: &(char, f32), b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    }
    all
}
