//! Figures as they are read aloud in Chinese. Pure.

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
/// Numbers that are called digit by digit.
const HOTLINES: [&str; 5] = ["12345", "110", "119", "120", "122"];
/// What two of are 两.
const COUNTED: &str = "个位名场次只天件张本条种间层块瓶";

/// The text with every figure in words.
pub(super) fn in_words(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            out.push_str(&sign(&chars, at));
            at += 1;
            continue;
        }
        let (read, next) = figure(&chars, at);
        out.push_str(&read);
        at = next;
    }
    out
}

/// A sign between figures says what it means there.
fn sign(chars: &[char], at: usize) -> String {
    let beside = |i: Option<usize>| {
        let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
        i.is_some_and(digit)
    };
    let (before, after) = (beside(at.checked_sub(1)), beside(Some(at + 1)));
    match chars[at] {
        '–' | '-' | '—' | '~' | '～' if before && after => "到".to_owned(),
        '-' | '−' if after => "负".to_owned(),
        '×' => "乘".to_owned(),
        '+' => "加".to_owned(),
        '℃' => "摄氏度".to_owned(),
        '/' if before && after => "之".to_owned(),
        other => other.to_string(),
    }
}

/// The figure that begins here, and where it ends.
fn figure(chars: &[char], from: usize) -> (String, usize) {
    let digits_from = |from: usize| {
        let run = chars[from..].iter().take_while(|c| c.is_ascii_digit());
        from + run.count()
    };
    let mut end = digits_from(from);
    let mut digits: String = chars[from..end].iter().collect();
    // A time on the clock.
    if digits.len() <= 2 && chars.get(end) == Some(&':') {
        let minutes_end = digits_from(end + 1);
        if minutes_end == end + 3 {
            let minutes: String = chars[end + 1..minutes_end].iter().collect();
            return (clock(&digits, &minutes), minutes_end);
        }
    }
    // Thousands between commas.
    while matches!(chars.get(end), Some(',')) && digits_from(end + 1) == end + 4 {
        digits.extend(&chars[end + 1..end + 4]);
        end += 4;
    }
    let mut read = if HOTLINES.contains(&digits.as_str()) && chars.get(end) != Some(&'人') {
        one_by_one(&digits).replace('一', "幺")
    } else if (digits.len() == 4 && chars.get(end) == Some(&'年'))
        || digits.len() > 12
        || (digits.len() > 1 && digits.starts_with('0'))
    {
        one_by_one(&digits)
    } else if digits == "2" && counted(chars, end) {
        "两".to_owned()
    } else {
        whole(&digits)
    };
    if chars.get(end) == Some(&'.') && digits_from(end + 1) > end + 1 {
        let part_end = digits_from(end + 1);
        let part: String = chars[end + 1..part_end].iter().collect();
        read = format!("{read}点{}", one_by_one(&part));
        end = part_end;
    }
    let spaced = usize::from(chars.get(end) == Some(&' '));
    if matches!(chars.get(end + spaced), Some('%' | '％')) {
        return (format!("百分之{read}"), end + spaced + 1);
    }
    (read, end)
}

fn counted(chars: &[char], end: usize) -> bool {
    let next = chars[end..].iter().find(|c| **c != ' ');
    next.is_some_and(|next| COUNTED.contains(*next))
}

fn clock(hours: &str, minutes: &str) -> String {
    let hour = match hours.trim_start_matches('0') {
        "" => "零".to_owned(),
        "2" => "两".to_owned(),
        hour => whole(hour),
    };
    match minutes {
        "00" => format!("{hour}点"),
        "30" => format!("{hour}点半"),
        minutes if minutes.starts_with('0') => format!("{hour}点{}分", one_by_one(minutes)),
        minutes => format!("{hour}点{}分", whole(minutes)),
    }
}

fn one_by_one(digits: &str) -> String {
    let digits = digits.chars().filter_map(|c| c.to_digit(10));
    digits.map(|digit| DIGITS[digit as usize]).collect()
}

/// Up to twelve digits: 万 and 亿 by fours.
fn whole(digits: &str) -> String {
    let Ok(value) = digits.parse::<u64>() else {
        return one_by_one(digits);
    };
    if value == 0 {
        return DIGITS[0].to_owned();
    }
    let mut out = String::new();
    for (power, name) in [(8, "亿"), (4, "万"), (0, "")] {
        let scale = 10_u64.pow(power);
        let group = value / scale % if power == 8 { u64::MAX } else { 10_000 };
        if group == 0 {
            continue;
        }
        if !out.is_empty() && group < 1_000 {
            out.push_str(DIGITS[0]);
        }
        out.push_str(&group_words(group, out.is_empty()));
        out.push_str(name);
    }
    out
}

/// 1 to 9999; 十二, not 一十二, where nothing stands before it.
fn group_words(group: u64, first: bool) -> String {
    let mut out = String::new();
    let mut gap = false;
    for (scale, name) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = (group / scale % 10) as usize;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push_str(DIGITS[0]);
        }
        if !(digit == 1 && scale == 10 && out.is_empty() && first) {
            out.push_str(DIGITS[digit]);
        }
        out.push_str(name);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: &str) {
        assert_eq!(in_words(text), words);
    }

    #[test]
    fn figures_are_read_as_people_read_them() {
        check("余 12 位", "余 十二 位");
        check("2 位老师", "两 位老师");
        check("2楼", "二楼");
        check("472 个中心", "四百七十二 个中心");
        check("28,484人", "二万八千四百八十四人");
        check("10,005", "一万零五");
        check("1.05 亿", "一点零五 亿");
        check("600万元", "六百万元");
        check("100000000", "一亿");
        check("2010", "二千零一十");
        check("2026年11月27日", "二零二六年十一月二十七日");
        check("99.94%", "百分之九十九点九四");
        check("−3℃", "负三摄氏度");
    }

    #[test]
    fn times_and_hotlines_have_their_own_way() {
        check("09:30–11:00", "九点半到十一点");
        check("14:05", "十四点零五分");
        check("2:20", "两点二十分");
        check("请拨 12345", "请拨 幺二三四五");
        check("00123", "零零一二三");
        check("3:5", "三:五");
    }
}
