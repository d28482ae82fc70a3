//! Attributes and names for people.

use std::fmt::Write;

use nfs::nfs::{Fattr, FileType, NfsTime};

/// A name without anything that a terminal would take for a command.
pub(crate) fn printable(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    text.chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

/// A line of a long listing.
pub(crate) fn line(file: &Fattr, name: &[u8]) -> String {
    format!(
        "{}{} {:>3} {:>6} {:>6} {:>12} {} {}",
        letter(file.kind),
        permissions(file.mode),
        file.nlink,
        file.uid,
        file.gid,
        file.size,
        utc(file.mtime),
        printable(name),
    )
}

/// All that is known of a file, a line each.
pub(crate) fn details(file: &Fattr) -> String {
    let mut text = String::new();
    let mut say = |what: &str, value: &dyn std::fmt::Display| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{what:9} {value}");
    };
    say("type", &kind(file.kind));
    say("mode", &format_args!("{:04o}", file.mode));
    say("links", &file.nlink);
    say("uid", &file.uid);
    say("gid", &file.gid);
    say("size", &file.size);
    say("used", &file.used);
    say("fsid", &file.fsid);
    say("fileid", &file.fileid);
    say("accessed", &utc(file.atime));
    say("modified", &utc(file.mtime));
    say("changed", &utc(file.ctime));
    text
}

/// Bytes as hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

const fn letter(kind: FileType) -> char {
    match kind {
        FileType::Reg => '-',
        FileType::Dir => 'd',
        FileType::Blk => 'b',
        FileType::Chr => 'c',
        FileType::Lnk => 'l',
        FileType::Sock => 's',
        FileType::Fifo => 'p',
    }
}

const fn kind(kind: FileType) -> &'static str {
    match kind {
        FileType::Reg => "file",
        FileType::Dir => "folder",
        FileType::Blk => "block device",
        FileType::Chr => "character device",
        FileType::Lnk => "symbolic link",
        FileType::Sock => "socket",
        FileType::Fifo => "pipe",
    }
}

fn permissions(mode: u32) -> String {
    let bits = "rwxrwxrwx".chars().enumerate();
    bits.map(|(at, letter)| {
        if mode & (0o400 >> at) == 0 {
            '-'
        } else {
            letter
        }
    })
    .collect()
}

/// A time as `2026-01-31 23:59:59`, in UTC.
fn utc(time: NfsTime) -> String {
    let (days, second) = (time.seconds / 86_400, time.seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// The date so many days after 1970-01-01. Years begin in March here, so that the
/// day that not all of them have is their last; 719,468 days lie between
/// 0000-03-01 and 1970-01-01.
const fn civil(days: u32) -> (u32, u32, u32) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let year = year_of_era + era * 400;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let date = |seconds| {
            utc(NfsTime {
                seconds,
                nseconds: 0,
            })
        };
        assert_eq!(date(0), "1970-01-01 00:00:00");
        assert_eq!(date(951_827_696), "2000-02-29 12:34:56");
        assert_eq!(date(1_709_251_199), "2024-02-29 23:59:59");
        assert_eq!(date(1_709_251_200), "2024-03-01 00:00:00");
        assert_eq!(date(u32::MAX), "2106-02-07 06:28:15");
    }

    #[test]
    fn names_cannot_command_the_terminal() {
        assert_eq!(printable(b"a\x1b[2Jb"), "a?[2Jb");
    }
}
