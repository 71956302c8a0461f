//! Engine versions: `20.10.24`, `27.5.1`, `29`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A release of the engine. A part that was not written is taken as the newest of its line: `20.10` is 20.10.max.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version {
    /// 29 in 29.7.2.
    pub major: u16,
    /// 7 in 29.7.2.
    pub minor: u16,
    /// 2 in 29.7.2.
    pub patch: u16,
}

impl Version {
    /// The newest release the rules were checked against.
    pub const NEWEST: Self = Self::new(29, 7, 2);

    /// A version from its parts.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }
}

impl FromStr for Version {
    type Err = ();

    /// Reads `29`, `v27.5.1`, `20.10.24+dfsg1`, `docker-v29.7.2`, `24.0.9-1`; `Err` where no number begins it.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim().trim_start_matches("docker-").trim_start_matches(['v', 'V']);
        let mut parts = text.split('.').map(|part| {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            part[..digits].parse::<u16>().ok()
        });
        let major = parts.next().flatten().ok_or(())?;
        let mut part = || parts.next().flatten().unwrap_or(u16::MAX);
        Ok(Self { major, minor: part(), patch: part() })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        for part in [self.minor, self.patch] {
            if part == u16::MAX {
                break;
            }
            write!(f, ".{part}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_people_write_them() {
        for (text, shown) in
            [("29", "29"), ("v27.5.1", "27.5.1"), ("20.10.24+dfsg1", "20.10.24"), ("docker-v29.7.2", "29.7.2")]
        {
            assert_eq!(text.parse::<Version>().unwrap().to_string(), shown);
        }
        assert!("newest".parse::<Version>().is_err());
        assert!("29".parse::<Version>().unwrap() > Version::NEWEST);
    }
}
