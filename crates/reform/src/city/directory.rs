//! The directory of cities (市区町村の名簿): from a prefecture and a name, or a code, to the city.

use std::collections::{BTreeMap, HashMap};

use super::group::all_designated_cities;
use super::{AreaCode, City, CityKind};

/// The 47 prefectures (都道府県), in the order of their numbers.
const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// The name of a prefecture by its number, from 1 (北海道) to 47 (沖縄県).
pub fn prefecture_name(number: u32) -> Option<&'static str> {
    PREFECTURES.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
}

/// The cities known (市区町村の名簿); the designated cities always are.
#[derive(Clone, Debug)]
pub struct CityDirectory {
    by_code: BTreeMap<AreaCode, City>,
    by_name: HashMap<String, AreaCode>,
    complete: bool,
}

impl CityDirectory {
    /// A directory of these cities. It is `complete` when they are the whole table of codes: a city that is not in it
    /// then does not exist.
    pub fn new(cities: impl IntoIterator<Item = City>, complete: bool) -> CityDirectory {
        let mut directory = CityDirectory { by_code: BTreeMap::new(), by_name: HashMap::new(), complete };
        for city in all_designated_cities().map(|city| city.as_city()).chain(cities) {
            directory.by_name.insert(key(&city.prefecture, &city.name), city.code);
            directory.by_code.insert(city.code, city);
        }
        directory
    }

    /// Whether a city that is not in it does not exist.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The city of this code.
    pub fn city(&self, code: AreaCode) -> Option<&City> {
        self.by_code.get(&code)
    }

    /// The city of this name in this prefecture; spaces, and spellings such as ケ and ヶ, make no difference.
    pub fn find(&self, prefecture: &str, name: &str) -> Option<&City> {
        self.by_code.get(self.by_name.get(&key(prefecture, name))?)
    }

    /// Every municipality in it, by code; the wards of designated cities are none.
    pub fn municipalities(&self) -> impl Iterator<Item = &City> {
        self.by_code.values().filter(|city| city.kind != CityKind::CityWard)
    }
}

/// A name without spaces and in one spelling: 鶴ヶ島市 and 鶴ケ島市 are one, as are 檮原町 and 梼原町.
pub fn fold_city_name(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            'ヶ' => 'ケ',
            '檮' => '梼',
            '鰺' => '鯵',
            other => other,
        })
        .collect()
}

fn key(prefecture: &str, name: &str) -> String {
    let mut key = fold_city_name(prefecture);
    key.push('/');
    key.push_str(&fold_city_name(name));
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefectures_have_their_numbers() {
        for (number, name) in
            [(1, "北海道"), (13, "東京都"), (26, "京都府"), (27, "大阪府"), (40, "福岡県"), (47, "沖縄県")]
        {
            assert_eq!(prefecture_name(number), Some(name));
        }
        assert_eq!((prefecture_name(0), prefecture_name(48)), (None, None));
        for city in all_designated_cities() {
            assert_eq!(prefecture_name(city.code().prefecture()), Some(city.prefecture), "{}", city.name);
        }
    }

    #[test]
    fn names_are_found_whatever_their_spaces_and_spelling() {
        let code: AreaCode = "11241".parse().unwrap();
        let city = City { code, name: "鶴ヶ島市".into(), prefecture: "埼玉県".into(), kind: CityKind::City };
        let directory = CityDirectory::new([city], false);
        assert_eq!(directory.find("埼玉県", "鶴ケ島市").map(|city| city.code), Some(code));
        assert_eq!(directory.find("福岡県 ", "北 九州　市").map(|city| city.code.number()), Some(40100));
        assert_eq!(directory.find("大分県", "北九州市"), None);
        assert_eq!(directory.municipalities().count(), 21);
    }
}
