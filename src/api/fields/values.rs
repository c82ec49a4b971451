//! What may stand in a field: text, numbers, lists, maps, and free-form JSON.

use super::Field;
use crate::api::decode::{Error, Input, mismatch};
use crate::api::meta::Text;
use crate::api::sorted::SortedMap;
use serde_json::{Map, Value};
use std::marker::PhantomData;
use std::rc::Rc;

impl Field for String {
    fn encode(&self) -> Value {
        Value::String(self.clone())
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        match input.value {
            Value::String(text) => self.clone_from(text),
            Value::Null => {}
            _ => return Err(mismatch(input, self)),
        }
        Ok(())
    }

    fn is_zero(&self) -> bool {
        self.is_empty()
    }

    fn go_type(&self) -> String {
        "string".to_owned()
    }
}

impl Field for Text {
    fn encode(&self) -> Value {
        Value::String(self.to_string())
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        let mut text = std::mem::take(self).into_owned();
        text.decode(input)?;
        *self = text.into();
        Ok(())
    }

    fn is_zero(&self) -> bool {
        self.is_empty()
    }

    fn go_type(&self) -> String {
        "string".to_owned()
    }
}

impl Field for bool {
    fn encode(&self) -> Value {
        Value::Bool(*self)
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        match input.value {
            Value::Bool(value) => *self = *value,
            Value::Null => {}
            _ => return Err(mismatch(input, self)),
        }
        Ok(())
    }

    fn is_zero(&self) -> bool {
        !*self
    }

    fn go_type(&self) -> String {
        "bool".to_owned()
    }
}

impl Field for i32 {
    fn encode(&self) -> Value {
        Value::from(*self)
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        if !input.value.is_null() {
            let number = input.value.as_i64().and_then(|number| i32::try_from(number).ok());
            *self = number.ok_or_else(|| mismatch(input, self))?;
        }
        Ok(())
    }

    fn is_zero(&self) -> bool {
        *self == 0
    }

    fn go_type(&self) -> String {
        "int32".to_owned()
    }
}

impl Field for i64 {
    fn encode(&self) -> Value {
        Value::from(*self)
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        if !input.value.is_null() {
            *self = input.value.as_i64().ok_or_else(|| mismatch(input, self))?;
        }
        Ok(())
    }

    fn is_zero(&self) -> bool {
        *self == 0
    }

    fn go_type(&self) -> String {
        "int64".to_owned()
    }
}

/// A free-form value. A null in it means left out, unless nulls are data.
impl Field for Value {
    fn encode(&self) -> Value {
        self.clone()
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        self.clone_from(input.value);
        if !input.keeps_nulls() {
            drop_nulls(self);
        }
        Ok(())
    }

    fn is_zero(&self) -> bool {
        self.is_null()
    }

    fn go_type(&self) -> String {
        "interface {}".to_owned()
    }
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

impl<T: Field + Default> Field for Option<T> {
    fn encode(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::encode)
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        if input.value.is_null() {
            return Ok(());
        }
        self.insert(T::default()).decode(input)
    }

    fn is_zero(&self) -> bool {
        self.is_none()
    }

    fn go_type(&self) -> String {
        T::default().go_type()
    }
}

/// A value that is read, so that one of another type is refused, and not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped<T>(PhantomData<T>);

impl<T: Field + Default> Field for Dropped<T> {
    fn encode(&self) -> Value {
        Value::Null
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        T::default().decode(input)
    }

    fn is_zero(&self) -> bool {
        true
    }

    fn go_type(&self) -> String {
        T::default().go_type()
    }
}

impl<T: Field + Clone> Field for Rc<T> {
    fn encode(&self) -> Value {
        (**self).encode()
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        Rc::make_mut(self).decode(input)
    }

    fn is_zero(&self) -> bool {
        (**self).is_zero()
    }

    fn go_type(&self) -> String {
        (**self).go_type()
    }
}

impl<T: Field + Default> Field for Vec<T> {
    fn encode(&self) -> Value {
        encode_list(self.len(), &|index| &self[index])
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        let items = match input.value {
            Value::Array(items) => items,
            Value::Null => return Ok(()),
            _ => return Err(mismatch(input, self)),
        };
        for (index, value) in items.iter().enumerate() {
            let mut item = T::default();
            input.item(index, value, &mut item)?;
            self.push(item);
        }
        Ok(())
    }

    fn is_zero(&self) -> bool {
        self.is_empty()
    }

    fn go_type(&self) -> String {
        format!("[]{}", T::default().go_type())
    }
}

fn encode_list<'a>(length: usize, item: &dyn Fn(usize) -> &'a dyn Field) -> Value {
    Value::Array((0..length).map(|index| item(index).encode()).collect())
}

impl<T: Field + Default> Field for SortedMap<String, T> {
    fn encode(&self) -> Value {
        let mut map = Map::new();
        for (key, value) in self {
            map.insert(key.clone(), value.encode());
        }
        Value::Object(map)
    }

    fn decode(&mut self, input: Input) -> Result<(), Error> {
        let entries = match input.value {
            Value::Object(entries) => entries,
            Value::Null => return Ok(()),
            _ => return Err(mismatch(input, self)),
        };
        for (key, value) in entries {
            let mut entry = T::default();
            input.entry(key, value, &mut entry)?;
            self.insert(key.clone(), entry);
        }
        Ok(())
    }

    fn is_zero(&self) -> bool {
        self.is_empty()
    }

    fn go_type(&self) -> String {
        format!("map[string]{}", T::default().go_type())
    }
}
