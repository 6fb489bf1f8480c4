//! The 24 solar terms 节气: the days on which the sun has gone another 15° along its way.

use chrono::{Datelike as _, NaiveDate};

/// One of the 24: 0 is the spring equinox 春分, and so on through the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SolarTerm(u8);

impl SolarTerm {
    /// How many there are.
    pub const COUNT: u8 = 24;

    /// The number in locale keys: 0 is the spring equinox, 23 the term before it.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// The term that begins on `day` by China's clock; `None` on other days, and outside 2015 to 2080, where what is
/// calculated here was not compared with an ephemeris day by day.
pub fn solar_term(day: NaiveDate) -> Option<SolarTerm> {
    if !(2015..=2080).contains(&day.year()) {
        return None;
    }
    let before = passed(day);
    let after = passed(day.succ_opt()?);
    (before != after).then_some(SolarTerm(after))
}

/// The last term the sun has passed when `day` begins in China.
fn passed(day: NaiveDate) -> u8 {
    let days = f64::from(day.num_days_from_ce() - J2000_DAY) - 0.5 - CHINA_DAYS;
    let centuries = (days + CLOCK_BEHIND_SECS / 86400.0) / 36525.0;
    // Below 24 by construction.
    (sun_longitude(centuries) / 15.0) as u8
}

/// 1 January 2000, counted from the first day of the common era.
const J2000_DAY: i32 = 730_120;
/// China's clock is ahead of universal time by eight hours.
const CHINA_DAYS: f64 = 8.0 / 24.0;
/// The clock is behind the sun's even time (ΔT) by about this much in our years.
const CLOCK_BEHIND_SECS: f64 = 69.0;

/// The largest periodic terms of the sun's longitude: amplitude, phase and rate in degrees (Bretagnon and Simon,
/// Planetary Programs and Tables, 1986).
const PERIODIC: [(f64, f64, f64); 17] = [
    (403406.0, 270.54861, 0.9287892),
    (195207.0, 340.19128, 35999.1376958),
    (119433.0, 63.91854, 35999.4089666),
    (112392.0, 331.26220, 35998.7287385),
    (3891.0, 317.843, 71998.20261),
    (2819.0, 86.631, 71998.4403),
    (1721.0, 240.052, 36000.35726),
    (660.0, 310.26, 71997.4812),
    (350.0, 247.23, 32964.4678),
    (334.0, 260.87, -19.4410),
    (314.0, 297.82, 445267.1117),
    (268.0, 343.14, 45036.8840),
    (242.0, 166.79, 3.1008),
    (234.0, 81.53, 22518.4434),
    (158.0, 3.50, -19.9739),
    (132.0, 132.75, 65928.9345),
    (129.0, 182.95, 9038.0293),
];

/// Where the sun is seen along its way, in degrees from the spring equinox, so many Julian centuries after 2000.
fn sun_longitude(centuries: f64) -> f64 {
    let c = centuries;
    let periodic: f64 = PERIODIC
        .iter()
        .map(|(amplitude, phase, rate)| amplitude * (phase + rate * c).to_radians().sin())
        .sum();
    let mean = 282.7771834 + 36000.76953744 * c + 0.000005729577951308232 * periodic;
    let aberration = 0.0000974 * (177.63 + 35999.01848 * c).to_radians().cos() - 0.005575;
    let node = (124.90 - 1934.134 * c + 0.002063 * c * c).to_radians();
    let twice = (201.11 + 72001.5377 * c + 0.00057 * c * c).to_radians();
    let nutation = -0.004778 * node.sin() - 0.0003667 * twice.sin();
    (mean + aberration + nutation).rem_euclid(360.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(year: i32) -> Vec<(NaiveDate, u8)> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a day");
        first
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter_map(|day| Some((day, solar_term(day)?.number())))
            .collect()
    }

    #[test]
    fn the_terms_of_2026_are_those_of_the_almanac() {
        // Purple Mountain Observatory's almanac; 雨水, 芒种 and 白露 fall within minutes or hours of midnight.
        let days = [
            "01-05", "01-20", "02-04", "02-18", "03-05", "03-20", "04-05", "04-20", "05-05",
            "05-21", "06-05", "06-21", "07-07", "07-23", "08-07", "08-23", "09-07", "09-23",
            "10-08", "10-23", "11-07", "11-22", "12-07", "12-22",
        ];
        let found: Vec<String> = terms(2026)
            .iter()
            .map(|(day, _)| day.format("%m-%d").to_string())
            .collect();
        assert_eq!(found, days);
        // The first of the year is 小寒, the winter solstice the last.
        assert_eq!(terms(2026)[0].1, 19);
        assert_eq!(terms(2026)[23].1, 18);
    }

    #[test]
    fn every_year_has_all_of_them_and_a_year_out_of_reach_none() {
        for year in 2015..=2080 {
            let mut numbers: Vec<u8> = terms(year).iter().map(|(_, number)| *number).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, (0..SolarTerm::COUNT).collect::<Vec<_>>(), "{year}");
        }
        assert!(terms(2014).is_empty() && terms(2081).is_empty());
    }
}
