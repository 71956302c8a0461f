//! The steps as one script: it prints what it would do, and does it only when told.

use crate::plan::{Offer, Step};
use crate::text::end_mark;
use crate::words::{Lang, plain, word};

/// The name of the file.
pub const NAME: &str = "apply.sh";

/// The way a step is of.
const APPLY: &str = "--apply";
const UNDO: &str = "--undo";

/// What stands before the steps. A lost connection does not stop the script half way: it goes on, and what it prints is in a
/// file too.
const HEAD: &str = r#"set -euo pipefail

case ${1:-} in
  '' | --apply | --undo) way=${1:-} ;;
  *) echo "$0 [--apply | --undo]" >&2; exit 2 ;;
esac

# Takes a sentence and commands. Prints them, or runs the commands where they are of the way asked for.
step() {
  local sentence commands
  read -r sentence
  commands=$(cat)
  case $way in
    '') [ "$1" != --apply ] || printf '\n# %s\n%s\n' "$sentence" "$commands" ;;
    "$1")
      printf '\n# %s\n' "$sentence"
      bash -euo pipefail -c "$commands" < /dev/null || { printf '%s\n%s\n' "$stopped" "$commands" >&2; return 1; }
      ;;
  esac
}

steps() {
"#;

/// What stands behind them.
const TAIL: &str = r#"}

if [ -z "$way" ]; then
  steps
  printf '\n# %s\n' "$how"
else
  trap '' HUP
  steps 2>&1 | tee -a ~/nonoverlap-apply.log
fi
"#;

/// The script of an offer; `None` where its steps have no commands.
pub fn script(offer: &Offer, lang: Lang) -> Option<String> {
    let (back, there) = offer.steps.split_last()?;
    if there.iter().all(|step| step.commands.is_empty()) {
        return None;
    }
    let mut text = "#!/usr/bin/env bash\n".to_owned();
    let head = ["page.script.what", "page.script.dry", "page.script.apply", "page.script.undo"];
    text.extend(head.map(|key| format!("# {}\n", word(lang, key))));
    text += &HEAD.replace(
        "steps() {\n",
        &format!(
            "how={}\nstopped={}\n\nsteps() {{\n",
            quoted(word(lang, "page.script.how")),
            quoted(word(lang, "page.script.stopped"))
        ),
    );
    let there = there.iter().filter(|step| !step.commands.is_empty()).map(|step| part(APPLY, step, lang));
    text.extend(there.chain([part(UNDO, back, lang)]));
    Some(text + TAIL)
}

fn part(way: &str, step: &Step, lang: Lang) -> String {
    let sentences = std::iter::once(&step.message).chain(&step.interrupts).map(|message| plain(lang, message));
    let sentence = sentences.collect::<Vec<_>>().join(" ").replace(['\n', '\r'], " ");
    let commands = step.commands.join("\n");
    let mark = end_mark("END_OF_STEP", &commands);
    format!("step {way} <<'{mark}'\n{sentence}\n{commands}\n{mark}\n")
}

/// A word in single quotes, whatever it holds.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examine::{Inputs, Question, examine};
    use crate::text::Slot;

    #[test]
    fn a_script_has_each_step_once_and_the_way_back() {
        let texts = [
            (Slot::Networks, "172.17.0.0/16 vpc\n".to_owned()),
            (Slot::Routes, "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1\n".to_owned()),
        ];
        let report = examine(&Inputs { texts: texts.into(), ..Inputs::default() }, &Question::default());
        let offer = report.plan.offer.unwrap();
        for lang in [Lang::En, Lang::Zh] {
            let script = script(&offer, lang).unwrap();
            let with_commands = offer.steps.iter().filter(|step| !step.commands.is_empty()).count();
            assert_eq!(script.matches("\nstep --").count(), with_commands);
            assert_eq!(script.matches("\nstep --undo").count(), 1);
            assert!(script.starts_with("#!/usr/bin/env bash\n"));
        }
    }
}
