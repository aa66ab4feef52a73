//! Keys, tokens and passwords in notes: found, covered at the source, and never published.
//!
//! What looks real is put together at run time, so that no scanner takes this file for a leak.

use crate::driver::{body, build, files, findings, on_disk, run, tree};
use leafcutter::secrets::{Kind, find, mask};
use leafcutter::site::Artifact;
use proptest::prelude::*;
use std::fs;

/// Characters that look like chance, the same for the same `seed`.
fn chance(alphabet: &str, length: usize, seed: u64) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        alphabet[usize::try_from(state >> 33).expect("31 bits") % alphabet.len()]
    };
    (0..length).map(next).collect()
}

const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const WORD: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HEX: &str = "0123456789abcdef";

fn key_id() -> String {
    format!("AKI{}{}", "A", chance(UPPER, 16, 7))
}

fn secret_key() -> String {
    chance(BASE64, 40, 11)
}

fn private_key(name: &str, lines: u64, end: &str, before: &str) -> String {
    let line = |line| format!("{before}{}{end}", chance(BASE64, 64, 20 + line));
    let body = (0..lines).map(line).collect::<Vec<_>>().concat();
    format!(
        "-----BEGIN {name}-----{end}{body}{before}{}=={end}{before}-----END {name}-----",
        chance(BASE64, 10, 9)
    )
}

fn jwt() -> String {
    format!("ey{}{}.ey{}{}.{}", "J", chance(WORD, 30, 1), "J", chance(WORD, 60, 2), chance(WORD, 43, 3))
}

/// A text with a secret, what that is, and a piece of it that must not be seen afterwards.
type Real = (Kind, String, String);

fn real() -> Vec<Real> {
    [keys_of_aws(), private_keys(), tokens(), passwords()].concat()
}

fn keys_of_aws() -> Vec<Real> {
    let (id, secret) = (key_id(), secret_key());
    let token = format!("IQoJb3J{}{}", "pZ2lu", chance(BASE64, 300, 5));
    let nameless = chance(BASE64, 200, 6);
    let presigned = chance(HEX, 64, 4);
    let ids = [
        format!("key {id} is mine"),
        format!("**{id}**and so on"),
        format!("AKIA**{}**{}", &id[4..10], &id[10..]),
        format!("```sh\nexport AWS_ACCESS_KEY_ID={id}\n```"),
        format!("https://example.com/?AWSAccessKeyId={id}&Expires=1"),
        format!("![a key {id}](key.png)"),
        format!("---\nowner: {id}\n---\n# S3"),
        format!("%%{id}%% <!-- {id} -->"),
        format!("| key | `{id}` |"),
        format!("ASIA{}", &id[4..]),
    ];
    let secrets = [
        format!("aws_secret_access_key = {secret}"),
        format!(
            "AWS Access Key ID [None]: {id}\nAWS Secret Access Key [None]: {secret}\nDefault region name [None]:"
        ),
        format!("Access key ID,Secret access key\n{id},{secret}\n"),
        format!("| Secret access key | `{secret}` |"),
        format!("{{ \"SecretAccessKey\": \"{secret}\" }}"),
        format!("**Secret:** {}**{}**", &secret[..20], &secret[20..]),
        format!("{id}\n{secret}"),
    ];
    let others = [
        (Kind::SessionToken, format!("export AWS_SESSION_TOKEN={token}"), token[200..].to_owned()),
        (Kind::SessionToken, format!("\"SessionToken\": \"{nameless}\""), nameless[150..].to_owned()),
        (
            Kind::Signature,
            format!("[x](https://b.s3.amazonaws.com/k?X-Amz-Credential=a&X-Amz-Signature={presigned})"),
            presigned,
        ),
    ];
    let ids = ids.map(|text| (Kind::AccessKeyId, text, id[6..14].to_owned()));
    let secrets = secrets.map(|text| (Kind::SecretAccessKey, text, secret[28..].to_owned()));
    ids.into_iter().chain(secrets).chain(others).collect()
}

fn private_keys() -> Vec<Real> {
    let encrypted = "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\n";
    let texts = [
        private_key("RSA PRIVATE KEY", 8, "\n", ""),
        private_key("OPENSSH PRIVATE KEY", 5, "\n", "  "),
        format!("> {}", private_key("PRIVATE KEY", 5, "\n", "> ")),
        format!("{{\"private_key\": \"{}\\n\"}}", private_key("PRIVATE KEY", 5, "\\n", "")),
        private_key("PGP PRIVATE KEY BLOCK", 5, "\n", ""),
        private_key("EC PRIVATE KEY", 3, "\n", "").replace("-----END", "cut off -----"),
        private_key("RSA PRIVATE KEY", 5, "\n", "").replacen('\n', encrypted, 1),
    ];
    texts.map(|text| (Kind::PrivateKey, text, chance(BASE64, 64, 21))).into()
}

fn tokens() -> Vec<Real> {
    let starts = [
        ("ghp_", 36),
        ("github_pat_", 82),
        ("glpat-", 20),
        ("xoxb-", 50),
        ("sk_live_", 24),
        ("npm_", 36),
        ("AIza", 35),
    ];
    let shaped = starts.map(|(start, length)| {
        let token = chance(WORD, length, 8);
        (Kind::Token, format!("token: `{start}{token}`"), token)
    });
    let (jwt, hook) = (jwt(), chance(WORD, 24, 2));
    let place = chance(UPPER, 10, 7);
    let others = [
        (Kind::Token, format!("https://hooks.slack.com/services/T{place}/B{place}/{hook}"), hook),
        (Kind::Token, format!("Authorization: Bearer {jwt}"), jwt[90..].to_owned()),
    ];
    let random = chance(WORD, 32, 17);
    let named = [
        format!("x-api-key: {random}"),
        format!("client_secret = \"{random}\""),
        format!("\"apiKey\": \"{random}\""),
        format!("**Access token:** `{random}`"),
        format!("> | Token | of |\n> |---|---|\n> | {random} | bob |"),
    ];
    let named = named.map(|text| (Kind::ApiKey, text, random.clone()));
    shaped.into_iter().chain(others).chain(named).collect()
}

fn passwords() -> Vec<Real> {
    let all = [
        ("password: {}", "hunter2"),
        ("Password: {}", "Tr0ub4dor&3"),
        ("**Password:** `{}`", "hunter2"),
        ("- **password**: {}", "correct-h0rse"),
        ("DB_PASSWORD={}", "s9F!kd02"),
        ("export PGPASSWORD='{}'", "two words 7"),
        ("\"password\": \"{}\",", "Zx81-Qq!"),
        ("MasterUserPassword: {}", "Kfj39dkdS"),
        ("spring.datasource.password={}", "kd93kd93k"),
        ("password = \"{}\" # of staging", "kd93kd93k"),
        ("user: bob, password: {}, host: db1", "kd93kd93k"),
        ("the admin password is {} by the way", "Tr0ub4dor&3"),
        ("| Password | {} |", "Tr0ub4dor&3"),
        ("password (console): {}", "kd93kd93k"),
        ("Server=db.corp;User Id=sa;Password={};Encrypt=true", "kd93kd93k"),
        ("postgres://app:{}@db.corp.net:5432/app", "correcthorse"),
        ("redis://:{}@cache.corp.net", "kd93kd93k"),
        ("https://bob:{}@git.corp.net/x.git", "correcthorse"),
        ("aws rds create-db-instance --master-user-password {} \\", "kd93kd93k"),
        ("mysql -h db.corp -u admin -p{} app", "kd93kd93k"),
        ("sshpass -p {} ssh bob@host", "kd93kd93k"),
        ("curl -u bob:{} https://corp.net", "kd93kd93k"),
        ("password: {}", "pässwört9"),
        ("login bob, pw: {}", "kd93kd93k"),
        ("user/pass: bob/{}", "kd93kd93k"),
        ("Passwort: {}", "Sommer24x!"),
        ("Passwort lautet: {}", "Sommer24x!"),
        ("パスワード：{}", "natsu24yasumi"),
        ("パスワード：{}です。", "natsu24yasumi!"),
        ("Contraseña: {}", "verano24x"),
        ("mot de passe\u{a0}: {}", "ete24soleil"),
        ("密码：{}", "xia24tian"),
        ("Пароль: {}", "leto24more"),
        ("| user | password |\n| --- | --- |\n| ann | |\n| bob | {} |", "Sommer24x!"),
        ("Benutzer | **DB-Passwort**\n:-- | --:\nbob | `{}`", "Sommer24x!"),
        ("kind: Secret\ndata:\n  password: {}", "U29tbWVyMjR4IQ=="),
    ];
    all.map(|(text, password)| (Kind::Password, text.replace("{}", password), password.to_owned())).into()
}

/// Lines of study notes in which nothing is secret.
fn harmless() -> String {
    HARMLESS.replace("‹x›", &"X".repeat(8))
}

/// The same, with `‹x›` for what people cross out.
const HARMLESS: &str = r#"
AKIAIOSFODNN7EXAMPLE
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
AWS Secret Access Key [None]: je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
AWS Secret Access Key [****************ABCD]:
AKIA‹x›‹x› and AKIA****************
AKIA1234567890ABCDEF
access keys begin with AKIA, temporary ones with ASIA
arn:aws:iam::123456789012:user/Administrator
arn:aws:secretsmanager:us-east-1:111122223333:secret:MyTestDatabaseSecret-a1b2c3
aws_secret_access_key=<your-secret-key>
AWS_SECRET_ACCESS_KEY=${{ secrets.AWS_SECRET_ACCESS_KEY }}
secret access key: 40 characters, shown once
the secret is at commit da39a3ee5e6b4b0d3255bfef95601890afd80709
https://docs.aws.amazon.com/secretsmanager/latest/userguide/RotatingSecretsTurnOnForDatabase1/x
aws_session_token = AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c/LTo6UDdyJwOOvEVPvLXCrrrUtdnniCEXAMPLE/IvU1dYUg2RVAJBanLiHb4IgRmpRV3
begins with -----BEGIN RSA PRIVATE KEY----- and ends with -----END RSA PRIVATE KEY-----
-----BEGIN PUBLIC KEY----- MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0Z3VS5JJcds3xfn
-----BEGIN RSA PRIVATE KEY----- MIIEpAIBAAKCAQEA... -----END RSA PRIVATE KEY-----
X-Amz-Signature=<signature-value>
https://x.s3.amazonaws.com/test.txt?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/20130524&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404
export GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
ghp_000000000000000000000000000000000000
xoxb-your-bot-token-goes-right-here
https://hooks.slack.com/services/T00000000/B00000000/‹x›‹x›‹x›
eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c
a JWT has three parts: eyJhbGciOi... . eyJzdWIi... . signature
api_key: YOUR_API_KEY_GOES_RIGHT_HERE_1
x-api-key: a1b2c3d4e5f6g7h8i9j0k1l2
client_secret: ${var.client_secret_of_the_application_1}
access_token = oauth2.exchange_code_for_an_access_token
secret_key: aws_kms_key.example.key_id
password: <password>
password: $PASSWORD
PASSWORD=${DB_PASSWORD}
password: your-password1
Password: ********
password: xxxxxxx1
password: must be 8 characters
Password: use Secrets Manager
Password: at least 8 characters, with 1 digit
Password: 8-41 characters
Password: required
password: string
Password is base64 encoded
password is not stored
MasterUserPassword: !Ref DBPassword1
MasterUserPassword: '{{resolve:secretsmanager:MySecret1:SecretString:password}}'
MasterUserPassword: !Sub '{{resolve:ssm-secure:/db/pass:1}}'
"MasterUserPassword": { "Ref": "DBPassword1" }
password = var.db1_password
password = random_password.master1.result
password = data.aws_ssm_parameter.db1.value
password: process.env.DB1_PASS
password = os.environ["DB1"]
password = getpass2()
  password: cGFzc3dvcmQ=
  password: YWRtaW4=
  password: Y2hhbmdlbWU=
  password: MWYyZDFlMmU2N2Rm
Passwort: mindestens 8 Zeichen
パスワード：8文字以上
密码：至少8位
Contraseña: mínimo 8 caracteres
| Engine | Password |
| --- | --- |
| MySQL | 8-41 characters |
| Redis | 16–128 |
| IAM | SHA-256 |
| other | /prod/db1/pw2 |
| more | prod/db1/pw2 |
| none | ******** |
| id | Token |
|---|---|
| 1 | id_token2 |
| 2 | $context.identity.sub1 |
| 3 | oauth2-refresh-token-1 |
| Secret | Rotation |
|---|---|
| MyProdDatabase-a1b2c3 | 30 days |
PASSWORD=$(aws secretsmanager get-secret-value --secret-id db1)
password: /prod/db1/pw2
password: arn:aws:ssm:us-east-1:123456789012:parameter/db1
--master-user-password secret99
aws rds modify-db-instance --master-user-password <value>
docker run -e POSTGRES_PASSWORD=mysecretpassword -d postgres
echo $TOKEN | docker login --username AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com
POSTGRES_PASSWORD=postgres
password: P@ssw0rd
password: test123
Password policy: minimum 8
Password: SHA256
password: SHA-256 with salt
Password hash: bcrypt, 12 rounds
| Username | Password |
| password | varchar255 |
postgres://user:password@localhost:5432/db
postgres://postgres:postgres@db/app
mysql://<user>:<pass>@host/db
https://user:pass@example.com/x
redis://:${REDIS_PASSWORD}@cache
mysql -u root -p
mysql -u root -p mydb1
curl -u user:$TOKEN1 https://api.corp.net
ssh ec2-user@10.0.0.5 -p 2222
PWD=/home/ec2-user/environment1
pwd: prints the folder
NextToken: eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==
ami-0abcdef1234567890, vpc-0a1b2c3d4e5f67890, sg-903004f8
sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
Cognito pool us-east-1_aBcDeFgHi, client 3n4b5urk1ft4fl3mg5e62d9ado
the secret lies in 0123456789abcdef0123456789abcdef01234567
Secrets rotate every 30days; password rotation: 90days
reset password: link2 in the mail
pass: 720 of 1000 points
pass = true
"#;

#[test]
fn what_is_secret_is_found_and_covered_wherever_it_stands() {
    let real = real();
    assert!(real.len() >= 30);
    for (kind, text, hidden) in real {
        for text in [text.clone(), format!("words before\n\n{text}\nwords behind\n")] {
            let found = find(&text);
            assert!(found.iter().any(|secret| secret.kind == kind), "{text}\n{found:?}");
            let masked = mask(&text, &found);
            assert!(!masked.contains(&hidden), "{text}\n{masked}");
            let around =
                ["words before", "words behind"].map(|words| (text.contains(words), masked.contains(words)));
            assert!(around.iter().all(|(before, after)| before == after), "{masked}");
        }
    }
}

#[test]
fn what_only_looks_secret_stays() {
    let harmless = harmless();
    let lines = harmless.lines().filter(|line| !line.is_empty());
    assert!(lines.clone().count() >= 60);
    let wrong: Vec<_> = lines.filter(|line| !find(line).is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(find(&harmless), []);
}

/// Laws that hold for any text whatever.
fn hold_the_laws(text: &str) {
    let found = find(text);
    let masked = mask(text, &found);
    assert_eq!(masked.len(), text.len(), "{text:?}\n{masked:?}");
    let breaks = |text: &str| text.match_indices('\n').map(|(at, _)| at).collect::<Vec<_>>();
    assert_eq!(breaks(&masked), breaks(text));
    assert_eq!(find(&masked), [], "{text:?}\n{masked:?}");
    assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{found:?}");
    let same = |range: std::ops::Range<usize>| masked[range.clone()] == text[range];
    let starts = std::iter::once(0).chain(found.iter().map(|secret| secret.range.end));
    let ends = found.iter().map(|secret| secret.range.start).chain([text.len()]);
    assert!(starts.zip(ends).all(|(start, end)| same(start..end)), "only secrets are covered");
}

/// A secret, or a part of one, or what may stand around them.
fn piece() -> impl Strategy<Value = String> {
    let texts = || {
        real()
            .into_iter()
            .map(|(_, text, _)| text)
            .chain(harmless().lines().map(str::to_owned).collect::<Vec<_>>())
    };
    let whole = proptest::sample::select(texts().collect::<Vec<_>>());
    let part =
        (whole.clone(), any::<proptest::sample::Index>(), 0..60_usize).prop_map(|(text, from, length)| {
            let from = text.floor_char_boundary(from.index(text.len() + 1));
            text[from..text.floor_char_boundary(from + length)].to_owned()
        });
    let mark = proptest::sample::select(vec![
        "\n",
        "**",
        "`",
        " ",
        "password: ",
        "=",
        "secret ",
        "\\",
        "|",
        "\"",
        "é",
        "\u{200b}",
        "\u{ad}",
        "x",
        "<b>",
        "://a:",
        "@",
    ]);
    prop_oneof![2 => whole, 2 => part, 3 => mark.prop_map(str::to_owned)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn covering_keeps_every_place_and_leaves_nothing_secret(pieces in proptest::collection::vec(piece(), 0..8)) {
        hold_the_laws(&pieces.concat());
    }
}

/// A site of one note.
fn site(note: &str) -> String {
    format!("-- content/n.md --\n# Amazon S3\n\n{note}\n")
}

/// A site with every one of them, a note each.
fn all_real() -> String {
    let note = |(index, (_, text, _)): (usize, Real)| format!("-- content/{index}.md --\n{text}\n");
    real().into_iter().enumerate().map(note).collect::<Vec<_>>().concat()
}

fn fingerprint(text: &str) -> String {
    find(text).first().expect("it is found").fingerprint.clone()
}

#[test]
fn no_secret_leaves_its_note_by_any_way() {
    let built = build(&all_real());
    let told = format!("{:?}{:?}", built.report, built.explanation);
    let site = built.site.expect("the preview is made");
    let texts = site.iter().map(|(path, artifact)| match artifact {
        Artifact::Bytes(bytes) => format!("{path} {}", String::from_utf8_lossy(bytes)),
        Artifact::Copy(from) => from.to_string(),
    });
    for text in texts.chain([told]) {
        for (kind, _, hidden) in real() {
            assert!(
                !text.contains(&hidden),
                "{kind:?}: {hidden} in {}",
                text.lines().next().unwrap_or_default()
            );
        }
    }
}

#[test]
fn a_build_with_secrets_publishes_nothing_and_tells_none() {
    let folder = on_disk(&site("Buckets hold objects."));
    assert_eq!(run(folder.path(), &["build"]).code, Some(0));
    let before = tree(&folder.path().join("public"));
    for (path, text) in files(&all_real()) {
        fs::write(folder.path().join(path), text).expect("a note can be written");
    }
    for command in ["build", "check", "explain"] {
        for format in ["human", "json"] {
            let ran = run(folder.path(), &[command, "--format", format]);
            assert_eq!(ran.code, Some(1), "{command}: {}", ran.err);
            for (kind, _, hidden) in real() {
                assert!(
                    !ran.out.contains(&hidden) && !ran.err.contains(&hidden),
                    "{command} {format}: {kind:?}"
                );
            }
            let stopped =
                ran.err.contains("nothing was published") && ran.err.ends_with("public is as it was\n");
            assert_eq!(stopped, command == "build", "{}", ran.err);
        }
    }
    assert_eq!(tree(&folder.path().join("public")), before);
}

#[test]
fn a_key_id_shows_its_ends_by_which_its_owner_knows_it() {
    let id = key_id();
    assert_eq!(mask(&id, &find(&id)), format!("AKIAxxxxxxxxxxxx{}", &id[16..]));
}

#[test]
fn an_example_is_allowed_in_its_line_or_by_its_fingerprint_and_by_nothing_else() {
    let page = |text: &str| {
        let built = build(text);
        (findings(&built.report), body(&built, "s3.html"))
    };
    let found = "content/n.md:3:11 secret: this looks like a password";
    let (told, html) = page(&site("password: hunter2"));
    assert_eq!((told, html.contains("hunter2")), (vec![found.to_owned()], false));
    for allowed in ["password: hunter2 <!-- allow-secret -->", "<!-- allow-secret -->\npassword: hunter2"] {
        let (told, html) = page(&site(allowed));
        assert_eq!((told, html.contains("hunter2")), (Vec::new(), true), "{allowed}");
    }
    let print = fingerprint("password: hunter2");
    let (told, html) =
        page(&format!("{}-- leafcutter.yaml --\nallow_secrets: [{print}]\n", site("password: hunter2")));
    assert_eq!((told, html.contains("hunter2")), (Vec::new(), true));
    let (told, html) =
        page(&format!("{}-- leafcutter.yaml --\nallow: [secret]\n", site("password: hunter2")));
    assert!(told.contains(&found.to_owned()) && !html.contains("hunter2"), "{told:?}");
    let (told, _) = page(&site("a <!-- allow-secret -->\nb\npassword: hunter2"));
    assert_eq!(told.len(), 1);
}

#[test]
fn allowed_examples_of_every_kind_are_published() {
    let prints = real().into_iter().flat_map(|(_, text, _)| find(&text)).map(|secret| secret.fingerprint);
    let prints = prints.collect::<Vec<_>>().join(", ");
    let folder = on_disk(&format!("{}-- leafcutter.yaml --\nallow_secrets: [{prints}]\n", all_real()));
    let ran = run(folder.path(), &["build"]);
    assert!(folder.path().join("public/index.html").is_file(), "{}{}", ran.out, ran.err);
}

#[test]
fn a_secret_in_a_withheld_note_stops_nothing() {
    let site = on_disk(&format!("{}-- content/private/mine.md --\npassword: hunter2\n", site("x")));
    assert_eq!(run(site.path(), &["build"]).code, Some(0));
}

#[test]
fn a_secret_in_a_file_that_would_be_published_stops_the_build() {
    let id = key_id();
    let print = fingerprint(&id);
    for (file, note, told) in [
        (
            "content/setup.sh",
            "[setup](setup.sh)",
            "line 2 of content/setup.sh holds what looks like an AWS access key id",
        ),
        ("static/own.js", "x", "line 2 of static/own.js holds what looks like an AWS access key id"),
        ("templates/page.html", "x", "line 2 holds what looks like an AWS access key id"),
    ] {
        let files = format!("{}-- {file} --\n# shell\nexport AWS_ACCESS_KEY_ID={id}\n", site(note));
        let refused = on_disk(&files);
        let ran = run(refused.path(), &["build"]);
        let all = format!("{}{}", ran.out, ran.err);
        assert!(all.contains(told) && all.contains(&print) && !all.contains(&id), "{file}: {all}");
        assert!(ran.code != Some(0) && !refused.path().join("public").exists(), "{file}");
        let allowed = on_disk(&format!("{files}-- leafcutter.yaml --\nallow_secrets: [{print}]\n"));
        assert_eq!(run(allowed.path(), &["build"]).code, Some(0), "{file}");
    }
}

#[test]
fn a_key_with_marks_in_it_that_nobody_sees_is_covered_as_a_whole() {
    let key = ["AKIA", "ZQ7J3K5M2P9R4T6V"].concat();
    for mark in ["\u{200b}", "\u{ad}"] {
        for at in [1, 3, 17, 19] {
            let text = format!("## S3\n{}{mark}{}\n", &key[..at], &key[at..]);
            let page = body(&build(&text), "s3.html");
            assert!(!page.contains(&key[4..16]), "{page}");
        }
    }
}

#[test]
fn check_and_build_name_every_file_with_a_secret_at_once() {
    let files =
        ["dump.sql", "setup.sh"].map(|name| format!("-- content/{name} --\nkey {}\n", key_id())).concat();
    let folder = on_disk(&format!("{}{files}", site("[a](dump.sql), [b](setup.sh)")));
    for command in ["check", "explain", "build"] {
        let ran = run(folder.path(), &[command]);
        assert_eq!(ran.code, Some(1), "{command}: {}", ran.err);
        let named =
            ["dump.sql", "setup.sh"].map(|name| ran.out.contains(&format!("line 1 of content/{name} holds")));
        assert!(command == "explain" || named == [true, true], "{command}: {}", ran.out);
    }
    assert!(!folder.path().join("public").exists());
}
