//! The arguments. Their help is in `words`, by the names they have here.

#![allow(missing_docs, reason = "a comment here would become help in one language; `words` holds it in two")]

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use ipnet::IpNet;
use nonoverlap::docker::Version;
use nonoverlap::docker::platform::{Platform, UnknownPlatform};
use nonoverlap::problem::Severity;
use nonoverlap::read::Kind;
use nonoverlap::session::MOST_NETWORKS;
use nonoverlap::view::forms::Form;
use nonoverlap::words::Lang;

#[derive(Parser, Debug)]
#[command(name = "nonoverlap", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) ask: Ask,
    #[command(flatten)]
    pub(crate) show: Show,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Check {
        #[arg(long)]
        each: bool,
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    Trace {
        #[arg(value_name = "ADDRESS")]
        address: IpAddr,
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    Fix {
        #[arg(long = "for", value_name = "FORM", value_enum, default_value_t = Carrier(Form::File))]
        form: Carrier,
        #[arg(long, requires = "files")]
        each: bool,
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    Link {
        #[arg(long)]
        mask: bool,
        #[arg(
            long,
            value_name = "URL",
            env = "NONOVERLAP_PAGE",
            default_value = "https://nonoverlap.github.io/nonoverlap/"
        )]
        page: String,
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    Collect,
    Completions {
        shell: Shell,
    },
    Man,
}

/// What is asked.
#[derive(Args, Debug)]
pub(crate) struct Ask {
    #[arg(long, global = true, value_name = "RANGES", value_delimiter = ',')]
    pub(crate) reach: Vec<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) reach_file: Vec<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) daemon_json: Option<PathBuf>,
    #[arg(long = "as", global = true, value_name = "KIND", value_parser = kind, hide_possible_values = true)]
    pub(crate) kind: Option<Kind>,
    #[arg(long, global = true, value_name = "VERSION", value_parser = version)]
    pub(crate) engine: Option<Version>,
    #[arg(long, global = true, value_name = "PLATFORM", value_parser = platform)]
    pub(crate) platform: Option<Platform>,
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_NETWORKS)))]
    pub(crate) networks: Option<u32>,
    #[arg(long, global = true, value_name = "BITS", value_parser = clap::value_parser!(u8).range(16..=28))]
    pub(crate) size: Option<u8>,
    #[arg(long, global = true, value_name = "RANGE")]
    pub(crate) range: Option<IpNet>,
    #[arg(long, global = true, value_name = "DIRECTORY", default_value = "/")]
    pub(crate) root: PathBuf,
}

/// How the answer is shown.
#[derive(Args, Debug)]
pub(crate) struct Show {
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[arg(long, global = true, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Risk)]
    pub(crate) fail_on: FailOn,
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Read before the others, because help is written in it.
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub(crate) lang: Option<Language>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Markdown,
    Json,
    Sarif,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailOn {
    Broken,
    WillBreak,
    Risk,
    Note,
    Never,
}

impl FailOn {
    /// The mildest severity that fails; `None` where none does.
    pub(crate) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Broken => Some(Severity::Broken),
            Self::WillBreak => Some(Severity::WillBreak),
            Self::Risk => Some(Severity::Risk),
            Self::Note => Some(Severity::Note),
            Self::Never => None,
        }
    }
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

impl From<Color> for anstream::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// What takes the fix to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Carrier(pub(crate) Form);

impl ValueEnum for Carrier {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Carrier; Form::ALL.len()] = {
            let mut all = [Carrier(Form::File); Form::ALL.len()];
            let mut at = 0;
            while at < all.len() {
                all[at] = Carrier(Form::ALL[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()))
    }
}

/// A language of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language(pub(crate) Lang);

impl ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(Lang::En), Self(Lang::Zh)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self.0 {
            Lang::En => "en",
            Lang::Zh => "zh",
        }))
    }
}

/// The name of a kind without what a shell would want quoted: `ip -j route` is `ip-j-route`.
pub(crate) fn slug(kind: Kind) -> String {
    let words = kind.name().split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

fn kind(text: &str) -> Result<Kind, String> {
    let found = Kind::ALL.iter().copied().find(|kind| kind.name() == text || slug(*kind) == text.to_ascii_lowercase());
    let all = || Kind::ALL.iter().map(|kind| slug(*kind)).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| format!("the formats are {}", all()))
}

fn platform(text: &str) -> Result<Platform, String> {
    let all = || Platform::all().map(Platform::name).collect::<Vec<_>>().join(", ");
    text.parse().map_err(|UnknownPlatform| format!("the platforms are {}", all()))
}

fn version(text: &str) -> Result<Version, &'static str> {
    text.parse().map_err(|()| "a release is written like 28.5.2")
}
