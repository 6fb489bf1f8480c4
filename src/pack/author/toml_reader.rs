//! Reads a TOML file and remembers where everything stands, so that a problem can name its line.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};
use toml::value::Datetime;

/// Where something stands: a byte offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(usize);

impl Place {
    /// The place a span begins.
    pub(super) fn of(span: Range<usize>) -> Self {
        Self(span.start)
    }
}

/// One file.
pub(super) struct Reader {
    name: String,
    source: String,
    root: Spanned<DeTable<'static>>,
}

/// One table of a file.
#[derive(Clone)]
pub(super) struct Table {
    table: DeTable<'static>,
    place: Place,
}

/// One value, wherever it stands.
pub(super) struct Value(DeValue<'static>);

impl Reader {
    /// Parses what can be parsed; what cannot is returned beside it.
    pub(super) fn parse(name: &str, source: String) -> (Self, Vec<(Place, String)>) {
        let (root, errors) = DeTable::parse_recoverable(&source);
        let errors = errors
            .iter()
            .map(|error| {
                (
                    Place(error.span().map_or(0, |span| span.start)),
                    error.message().to_owned(),
                )
            })
            .collect();
        let root = own(&root);
        (
            Self {
                name: name.to_owned(),
                source,
                root,
            },
            errors,
        )
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn root(&self) -> Table {
        Table {
            table: self.root.get_ref().clone(),
            place: Place(0),
        }
    }

    /// Line and column, both from 1; columns count characters.
    pub(super) fn line_column(&self, place: Place) -> (u32, u32) {
        let mut end = place.0.min(self.source.len());
        while !self.source.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.source[..end];
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        (line as u32, column as u32)
    }
}

/// A copy that owns its text.
fn own(table: &Spanned<DeTable<'_>>) -> Spanned<DeTable<'static>> {
    Spanned::new(table.span(), own_table(table.get_ref()))
}

fn own_table(table: &DeTable<'_>) -> DeTable<'static> {
    table
        .iter()
        .map(|(key, value)| {
            let key = Spanned::new(
                key.span(),
                std::borrow::Cow::Owned(key.get_ref().to_string()),
            );
            (key, Spanned::new(value.span(), own_value(value.get_ref())))
        })
        .collect()
}

fn own_value(value: &DeValue<'_>) -> DeValue<'static> {
    match value {
        DeValue::String(text) => DeValue::String(text.to_string().into()),
        DeValue::Boolean(flag) => DeValue::Boolean(*flag),
        DeValue::Datetime(time) => DeValue::Datetime(*time),
        DeValue::Table(table) => DeValue::Table(own_table(table)),
        DeValue::Array(items) => DeValue::Array(
            items
                .iter()
                .map(|item| Spanned::new(item.span(), own_value(item.get_ref())))
                .collect::<DeArray>(),
        ),
        // Numbers keep their text; parsing them again gives the same number.
        DeValue::Integer(number) => own_number(number.as_str()),
        DeValue::Float(number) => own_number(number.as_str()),
    }
}

fn own_number(text: &str) -> DeValue<'static> {
    DeValue::String(format!("\0{text}").into())
}

impl Table {
    /// A table that stands at `place` in another.
    pub(super) fn at(table: &DeTable<'static>, place: Place) -> Self {
        let table = table.clone();
        Self { table, place }
    }

    pub(super) fn place(&self) -> Place {
        self.place
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.keys().any(|name| *name.get_ref() == key)
    }

    pub(super) fn keys(&self) -> Vec<(String, Place)> {
        self.table
            .keys()
            .map(|key| (key.get_ref().to_string(), Place::of(key.span())))
            .collect()
    }

    pub(super) fn get(&self, key: &str) -> Option<(Value, Place)> {
        let (_, value) = self.table.iter().find(|(name, _)| *name.get_ref() == key)?;
        Some((Value(value.get_ref().clone()), Place::of(value.span())))
    }

    /// The table under this key.
    pub(super) fn table(&self, key: &str) -> Option<Table> {
        let (value, place) = self.get(key)?;
        let table = value.0.as_table()?.clone();
        Some(Table { table, place })
    }

    /// The tables of a list of tables.
    pub(super) fn tables(&self, key: &str) -> Vec<Table> {
        let Some((value, _)) = self.get(key) else {
            return Vec::new();
        };
        let items = value.0.as_array().cloned().unwrap_or_default();
        items
            .iter()
            .filter_map(|item| {
                Some(Table {
                    table: item.get_ref().as_table()?.clone(),
                    place: Place::of(item.span()),
                })
            })
            .collect()
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.get(key)
            .and_then(|(value, _)| value.0.as_bool())
            .unwrap_or(false)
    }
}

impl Value {
    pub(super) fn as_str(&self) -> Option<&str> {
        self.0.as_str().filter(|text| !text.starts_with('\0'))
    }

    /// A number with or without a fraction.
    pub(super) fn as_float(&self) -> Option<f64> {
        let number = self.0.as_str()?.strip_prefix('\0')?.replace('_', "");
        number
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    }

    pub(super) fn as_integer(&self) -> Option<i64> {
        self.0
            .as_str()?
            .strip_prefix('\0')?
            .replace('_', "")
            .parse()
            .ok()
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    pub(super) fn as_datetime(&self) -> Option<Datetime> {
        self.0.as_datetime().copied()
    }

    pub(super) fn as_array(&self) -> Option<&DeArray<'static>> {
        self.0.as_array()
    }

    /// The table that stands at `place`.
    pub(super) fn into_table(self, place: Place) -> Option<Table> {
        let DeValue::Table(table) = self.0 else {
            return None;
        };
        Some(Table { table, place })
    }

    pub(super) fn as_table(&self) -> Option<&DeTable<'static>> {
        self.0.as_table()
    }
}
