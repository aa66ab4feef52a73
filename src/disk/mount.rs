//! What kind of file system a folder lies on: some never tell of what other machines write to them.

use std::path::Path;

/// File systems of other machines, of a virtual machine's host, or of a program: their numbers in `statfs(2)`, and their names.
#[cfg(target_os = "linux")]
const REMOTE: &[(u32, &str)] = &[
    (0x6969, "NFS"),
    (0x517b, "SMB"),
    (0xff53_4d42, "SMB"),
    (0xfe53_4d42, "SMB"),
    (0x0102_1997, "9P"),
    (0x6573_5546, "FUSE"),
    (0x00c3_6400, "Ceph"),
    (0x5346_414f, "AFS"),
    (0x786f_4256, "VirtualBox"),
];

/// The kind of file system that `folder` lies on, where changes are not told by it.
#[cfg(target_os = "linux")]
pub(super) fn remote(folder: &Path) -> Option<&'static str> {
    name(rustix::fs::statfs(folder).ok()?.f_type.into())
}

#[cfg(target_os = "linux")]
fn name(kind: i128) -> Option<&'static str> {
    // The number has 32 bits; machines differ in what they hold it in.
    let kind = u32::try_from(kind & 0xffff_ffff).ok()?;
    REMOTE.iter().find(|(number, _)| *number == kind).map(|(_, name)| *name)
}

/// Elsewhere nothing is known of that.
#[cfg(not(target_os = "linux"))]
pub(super) fn remote(_: &Path) -> Option<&'static str> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{name, remote};
    use std::path::Path;

    #[test]
    fn file_systems_of_other_machines_are_known_by_number_however_it_is_held() {
        let smb = i32::from_ne_bytes(0xff53_4d42_u32.to_ne_bytes());
        assert_eq!([0x0102_1997, 0x6969, i128::from(smb)].map(name), ["9P", "NFS", "SMB"].map(Some));
        assert_eq!(name(0xef53), None, "ext4");
        assert_eq!(remote(Path::new("/proc")), None);
    }
}
