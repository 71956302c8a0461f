//! What a program answers that was asked for daemon.json and has no text of it: there is none, or it may not be read.

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// There is no such file.
    Missing,
    /// The file may not be read.
    Denied,
}

/// The kernel's ENOENT as glibc and PowerShell word it, in lower case.
const MISSING: &[&str] = &[
    "no such file or directory",
    "does not exist",
    "could not find",
    "cannot find",
    "没有那个文件或目录",
    "沒有此一檔案或目錄",
    "不存在",
    "找不到",
    "datei oder verzeichnis nicht gefunden",
    "aucun fichier ou dossier",
    "no existe el archivo",
    "no existe el fichero",
    "file o directory non esistente",
    "arquivo ou diretório inexistente",
    "нет такого файла",
    "nie ma takiego pliku",
    "bestand of map bestaat niet",
    "そのようなファイルやディレクトリはありません",
    "그런 파일이나 디렉터리가 없습니다",
];

/// EACCES in the same way.
const DENIED: &[&str] = &[
    "permission denied",
    "access to the path",
    "access is denied",
    "权限不够",
    "拒绝访问",
    "keine berechtigung",
    "permission non accordée",
    "permiso denegado",
    "отказано в доступе",
    "許可がありません",
];

/// What PowerShell calls itself when it does not find a file.
const CMDLET: &str = "Get-Content";

/// The answer about daemon.json that a line gives: `cat: /etc/docker/daemon.json: No such file or directory`.
pub(super) fn of_file(text: &str) -> Option<Answer> {
    let begins = text.split_whitespace().next()?;
    let is_program = begins.ends_with(':')
        && begins.trim_end_matches(':').chars().all(|c| c.is_ascii_alphanumeric() || "-/.".contains(c));
    let is_cmdlet = begins.get(..CMDLET.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(CMDLET));
    if !is_program && !is_cmdlet {
        return None;
    }
    let text = text.to_lowercase();
    if !(text.contains("daemon.json") || text.contains("/etc/docker")) {
        return None;
    }
    let said = |words: &&str| text.contains(words);
    let missing = MISSING.iter().any(said).then_some(Answer::Missing);
    missing.or_else(|| DENIED.iter().any(said).then_some(Answer::Denied))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_about_the_file_are_told_from_talk() {
        for (line, expected) in [
            ("cat: /etc/docker/daemon.json: No such file or directory", Some(Answer::Missing)),
            ("cat: can't open '/etc/docker/daemon.json': No such file or directory", Some(Answer::Missing)),
            ("ls: cannot access '/etc/docker/daemon.json': No such file or directory", Some(Answer::Missing)),
            ("cat: /etc/docker/daemon.json: 没有那个文件或目录", Some(Answer::Missing)),
            ("cat: /etc/docker/daemon.json: Datei oder Verzeichnis nicht gefunden", Some(Answer::Missing)),
            (
                "Get-Content : Cannot find path 'C:\\ProgramData\\docker\\config\\daemon.json' because it does not exist.",
                Some(Answer::Missing),
            ),
            ("cat: /etc/docker/daemon.json: Permission denied", Some(Answer::Denied)),
            ("cat: /etc/docker/daemon.json: Is a directory", None),
            ("cat: /etc/resolv.conf: No such file or directory", None),
            ("we have no daemon.json, does not exist here", None),
            ("/etc/docker/daemon.json:", None),
        ] {
            assert_eq!(of_file(line), expected, "{line}");
        }
    }
}
