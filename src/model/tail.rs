//! Checking in by phone: the last four digits, one's name in a list of masked names, and the surname's character.
//!
//! Nothing here tells whether a number is known. Every four digits give a list of masked names and a set of surnames;
//! whoever is registered is among made-up ones, which follow from the digits and a key of the day, so that asking twice
//! shows the same. A wrong answer about a made-up name and about a real one is the same wrong answer.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::mac::mac;

/// Digits of a phone number that are asked for.
pub const TAIL_DIGITS: usize = 4;
/// Fewest names in a list.
const NAMES: usize = 4;
/// Most names in a list: what fits on one screen.
const NAMES_MAX: usize = 12;
/// Surnames to choose from.
pub const INITIALS: usize = 12;
/// What hides a character.
const HIDDEN: char = '＊';

/// Surnames, the frequent first: the 100 most frequent of the mainland.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔";
/// Last characters of given names, the frequent first.
const GIVEN: &str = "英华玲明芳平文红军杰霞丽梅辉伟兰强珍波敏燕荣勇林春涛生琴云萍鹏斌宇娟刚东艳峰龙飞琳玉清香超洋秀雪建琼亮凤宁新莲阳慧凯婷欣鑫豪怡浩妍轩涵晨瑶悦琪雯佳颖倩静洁蓉莹菲彤萱";
const LETTERS: &str = "ABCDEFGHJKLMNPRSTWYZ";

/// What somebody who checks in by phone says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct TailClaim {
    /// The last four digits.
    pub digits: String,
    /// The masked name that was chosen, as the list showed it.
    pub name: String,
    /// The surname's character.
    pub initial: String,
}

/// What a registration shows of itself to whoever checks in by phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct TailEntry {
    /// [`tail_hash`] of the number's last four digits.
    pub hash: String,
    /// [`hidden_surname`] of the name.
    pub name: String,
}

/// What a screen offers for four digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TailList {
    /// Masked names.
    pub names: Vec<String>,
    /// Surnames' characters, for every name of the list the same.
    pub initials: Vec<String>,
}

/// Whether this is what is asked for.
pub fn is_tail(digits: &str) -> bool {
    digits.len() == TAIL_DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// The last four digits as lists carry them. They can be tried out by whoever holds the list; the hash only keeps them
/// from being read at a glance.
pub fn tail_hash(centre: &str, digits: &str) -> String {
    hex::encode(Sha256::digest(format!(
        "tongxin phone tail\0{centre}\0{digits}"
    )))
}

/// A name without its surname: of three characters or more the last is shown, of two none.
///
/// `王小明` becomes `＊＊明`, `王明` becomes `＊＊`: with the surname, which is asked for, that would be all of it.
pub fn hidden_surname(name: &str) -> String {
    let signs: Vec<char> = name.chars().filter(|sign| !sign.is_whitespace()).collect();
    let mut hidden: String = [HIDDEN; 2].iter().collect();
    if let [_, _, .., last] = signs.as_slice() {
        hidden.push(*last);
    }
    hidden
}

/// The character that a surname begins with, as a tile shows it.
pub fn initial(name: &str) -> Option<String> {
    let first = name.chars().find(|sign| !sign.is_whitespace())?;
    Some(first.to_uppercase().collect())
}

impl TailClaim {
    /// Whether the claim means a registration with this entry and this name, of which only the beginning counts.
    pub fn means(&self, centre: &str, entry: &TailEntry, name: &str) -> bool {
        let given = initial(self.initial.trim());
        is_tail(&self.digits)
            && entry.hash == tail_hash(centre, &self.digits)
            && entry.name == self.name
            && given.is_some()
            && given == initial(name)
    }
}

/// What is offered for `digits`: `known` are masked name and surname's character of those who have them.
pub fn tail_list(key: &[u8], digits: &str, known: &[(String, String)]) -> TailList {
    let mut names: Vec<String> = Vec::new();
    let mut initials: Vec<String> = Vec::new();
    for (name, initial) in known {
        keep(&mut names, name.clone(), NAMES_MAX);
        keep(&mut initials, initial.clone(), INITIALS);
    }
    // Full lists of four: how many are real does not show in how many there are.
    let wanted = (names.len() + 1).next_multiple_of(NAMES).min(NAMES_MAX);
    let mut chance = Chance::new(key, "names", digits);
    while names.len() < wanted {
        keep(&mut names, chance.name(), wanted);
    }
    let mut chance = Chance::new(key, "surnames", digits);
    while initials.len() < INITIALS {
        keep(&mut initials, chance.initial(), INITIALS);
    }
    let place = |text: &String| mac(key, &[b"place", digits.as_bytes(), text.as_bytes()]);
    names.sort_by_cached_key(place);
    initials.sort_by_cached_key(place);
    TailList { names, initials }
}

fn keep(list: &mut Vec<String>, text: String, count_max: usize) {
    if list.len() < count_max && !list.contains(&text) {
        list.push(text);
    }
}

/// Numbers that follow from a key and four digits.
struct Chance<'a> {
    key: &'a [u8],
    what: &'a str,
    digits: &'a str,
    count: u64,
}

impl<'a> Chance<'a> {
    fn new(key: &'a [u8], what: &'a str, digits: &'a str) -> Self {
        Self {
            key,
            what,
            digits,
            count: 0,
        }
    }

    fn next(&mut self) -> u32 {
        self.count += 1;
        let count = self.count.to_be_bytes();
        let hash = mac(
            self.key,
            &[self.what.as_bytes(), self.digits.as_bytes(), &count],
        );
        u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
    }

    /// One of `signs`, the first ones more often, as names are.
    fn one_of(&mut self, signs: &str) -> char {
        let signs: Vec<char> = signs.chars().collect();
        let part = f64::from(self.next()) / (f64::from(u32::MAX) + 1.0);
        // Squared: a quarter of the list has half of the people.
        let at = (part * part * signs.len() as f64) as usize;
        signs.get(at).copied().unwrap_or(HIDDEN)
    }

    fn name(&mut self) -> String {
        let mut name: String = [HIDDEN; 2].iter().collect();
        match self.next() % 16 {
            // Two characters, or written with letters.
            0..=2 => {}
            3 => name.push(self.one_of(LETTERS).to_ascii_lowercase()),
            _ => name.push(self.one_of(GIVEN)),
        }
        name
    }

    fn initial(&mut self) -> String {
        match self.next() % 24 {
            0 => self.one_of(LETTERS).to_string(),
            _ => self.one_of(SURNAMES).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key of the day";

    fn person(name: &str) -> (String, String) {
        (hidden_surname(name), initial(name).expect("a name"))
    }

    #[test]
    fn a_list_shows_neither_surname_nor_all_of_a_short_name() {
        assert_eq!(hidden_surname("王小明"), "＊＊明");
        assert_eq!(hidden_surname("欧阳小明"), "＊＊明");
        assert_eq!(hidden_surname("王明"), "＊＊");
        assert_eq!(hidden_surname("Ann Lee"), "＊＊e");
        assert_eq!(hidden_surname(""), "＊＊");
        assert_eq!(initial(" ann"), Some("A".into()));
    }

    #[test]
    fn asking_twice_shows_the_same_and_another_day_another_list() {
        let known = [person("王小明")];
        assert_eq!(
            tail_list(KEY, "1234", &known),
            tail_list(KEY, "1234", &known)
        );
        assert_eq!(tail_list(KEY, "9876", &[]), tail_list(KEY, "9876", &[]));
        assert_ne!(
            tail_list(KEY, "9876", &[]),
            tail_list(b"another", "9876", &[])
        );
    }

    #[test]
    fn unknown_digits_look_like_known_ones() {
        let unknown: Vec<_> = (0..500)
            .map(|n| tail_list(KEY, &format!("{n:04}"), &[]))
            .collect();
        let known: Vec<_> = (0..500)
            .map(|n| tail_list(KEY, &format!("{n:04}"), &[person("王小明")]))
            .collect();
        for list in unknown.iter().chain(&known) {
            assert_eq!((list.names.len(), list.initials.len()), (NAMES, INITIALS));
            assert!(list.names.iter().all(|name| name.starts_with("＊＊")));
        }
        // The real name has no place of its own.
        for place in 0..NAMES {
            let here = known
                .iter()
                .filter(|list| list.names[place] == "＊＊明")
                .count();
            assert!((80..170).contains(&here), "{place}: {here}");
        }
        // Names of two characters and in letters are made up as well.
        let all: Vec<&String> = unknown.iter().flat_map(|list| &list.names).collect();
        assert!(all.iter().any(|name| **name == "＊＊"));
        assert!(
            all.iter()
                .any(|name| name.ends_with(|sign: char| sign.is_ascii_lowercase()))
        );
    }

    #[test]
    fn many_with_the_same_digits_are_all_in_the_list() {
        let five: Vec<_> = ["王小明", "李小红", "张大军", "Ann Lee", "赵一"]
            .map(person)
            .into();
        let list = tail_list(KEY, "1234", &five);
        assert_eq!(list.names.len(), 8);
        assert!(five.iter().all(|(name, initial)| list.names.contains(name) && list.initials.contains(initial)));
        let crowd: Vec<_> = GIVEN
            .chars()
            .map(|given| person(&format!("王小{given}")))
            .collect();
        assert_eq!(tail_list(KEY, "1234", &crowd).names.len(), NAMES_MAX);
    }

    #[test]
    fn digits_name_and_surname_have_to_fit() {
        let entry = TailEntry {
            hash: tail_hash("riyue", "1234"),
            name: hidden_surname("王小明"),
        };
        let claim = |digits: &str, name: &str, initial: &str| {
            let claim = TailClaim {
                digits: digits.into(),
                name: name.into(),
                initial: initial.into(),
            };
            claim.means("riyue", &entry, "王**")
        };
        assert!(claim("1234", "＊＊明", "王"));
        assert!(
            claim("1234", "＊＊明", " 王小"),
            "typed with more than the surname"
        );
        assert!(!claim("1234", "＊＊明", "李") && !claim("1234", "＊＊红", "王"));
        assert!(!claim("1235", "＊＊明", "王") && !claim("1234", "＊＊明", ""));
        assert!(!claim("", "＊＊明", "王") && !claim("12345", "＊＊明", "王"));
    }
}
