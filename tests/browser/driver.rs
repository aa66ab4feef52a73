//! A real browser, the preview that it looks at, and the few words of the `WebDriver` protocol that the tests need.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;
use tempfile::TempDir;

/// The project whose site is looked at.
pub const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The key, as `WebDriver` writes it.
pub const ENTER: &str = "\u{e007}";
/// The key, as `WebDriver` writes it.
pub const ESCAPE: &str = "\u{e00c}";
/// The key, as `WebDriver` writes it.
pub const DOWN: &str = "\u{e015}";
/// The key, as `WebDriver` writes it.
pub const TAB: &str = "\u{e004}";
/// The key, as `WebDriver` writes it.
pub const CONTROL: char = '\u{e009}';

/// How long the browser looks for something that is not there yet.
const PATIENCE: Duration = Duration::from_secs(10);

/// The program, built now if it is not built yet.
static LEAFCUTTER: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "build",
        "--quiet",
        "--locked",
        "--bin",
        "leafcutter",
        "--message-format=json-render-diagnostics",
    ]);
    let output =
        cargo.current_dir(PROJECT).stderr(Stdio::inherit()).output().expect("cargo runs these tests too");
    let messages = String::from_utf8(output.stdout).expect("cargo prints JSON");
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut built = messages.filter_map(|message| Some(message["executable"].as_str()?.to_owned()));
    built.next().expect("the program compiles, and is the one that was asked for").into()
});

/// What `leafcutter explain` tells of the notes in `folder`.
pub fn explanation(folder: &Path) -> Value {
    let output =
        Command::new(&*LEAFCUTTER).args(["explain", "--format", "json"]).current_dir(folder).output();
    serde_json::from_slice(&output.expect("the program runs").stdout).expect("it prints JSON")
}

/// Builds the site in `folder`, and says where its files are.
pub fn built(folder: &Path) -> PathBuf {
    let output = Command::new(&*LEAFCUTTER).arg("build").current_dir(folder).output();
    assert!(output.expect("the program runs").status.success(), "the site is built");
    folder.join("public")
}

/// A program that runs until its test is over.
struct Running(Child);

impl Running {
    /// Starts it, and gives what stands behind `mark` in its first line that has it.
    fn start(command: &mut Command, mark: &str) -> (Self, String) {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|why| panic!("{command:?} cannot be started: {why}"));
        let out = child.stdout.take().expect("it is piped");
        let mut lines = BufReader::new(out).lines().map_while(Result::ok);
        let found = lines.find_map(|line| Some(line.split_once(mark)?.1.to_owned()));
        let found = found.unwrap_or_else(|| panic!("{command:?} never says {mark:?}"));
        // What it says later is read, so that it never waits to be heard.
        std::thread::spawn(move || lines.for_each(drop));
        (Self(child), found)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running preview.
pub struct Preview {
    _server: Running,
    /// Its address, without the last `/`.
    pub url: String,
}

impl Preview {
    /// Shows the site in `folder`.
    pub fn of(folder: &Path) -> Self {
        Self::with(folder, &["--port", "0"])
    }

    /// The same, with options of the command.
    pub fn with(folder: &Path, options: &[&str]) -> Self {
        let mut command = Command::new(&*LEAFCUTTER);
        command.arg("serve").args(options).current_dir(folder);
        let (server, rest) = Running::start(&mut command, "http://localhost:");
        let rest = rest.split_whitespace().next().expect("a port follows");
        Self { _server: server, url: format!("http://localhost:{}", rest.trim_end_matches('/')) }
    }

    /// The number of its port.
    pub fn port(&self) -> &str {
        self.url.rsplit(':').next().and_then(|rest| rest.split('/').next()).expect("the address has a port")
    }
}

/// A browser window of its own, which reaches nothing but this machine.
pub struct Browser {
    // In this order: first the driver ends, then the folder of the browser goes.
    _driver: Running,
    _profile: TempDir,
    agent: ureq::Agent,
    session: String,
}

/// No sandbox, because containers give none; and nothing that a browser would do on its own account.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
];

impl Browser {
    pub fn open() -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder can be made");
        let folder = format!("--user-data-dir={}", profile.path().display());
        let mut command = Command::new("chromedriver");
        let (driver, port) = Running::start(command.arg("--port=0"), "successfully on port ");
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut browser = Self {
            _driver: driver,
            agent,
            session: format!("http://127.0.0.1:{}/session", port.trim_end_matches('.')),
            _profile: profile,
        };
        let flags: Vec<&str> = FLAGS.iter().copied().chain([folder.as_str()]).collect();
        let wanted = json!({
            "goog:chromeOptions": { "args": flags },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "timeouts": { "implicit": PATIENCE.as_millis() },
        });
        let opened = browser.post("", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        let id = opened["sessionId"].as_str().expect("a session has a name");
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    #[track_caller]
    fn post(&self, command: &str, body: &Value) -> Value {
        let answer = self.agent.post(format!("{}{command}", self.session)).send_json(body);
        let answer: Result<Value, _> = answer.and_then(|mut answer| answer.body_mut().read_json());
        let answer = answer.unwrap_or_else(|why| panic!("{command}: {why}"));
        assert!(answer["value"]["error"].is_null(), "{command}: {}", answer["value"]["message"]);
        answer["value"].clone()
    }

    /// Goes to an address, and waits until it has been loaded.
    #[track_caller]
    pub fn go(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// What a script gives that stands in a function of its own.
    #[track_caller]
    pub fn script(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// The same as text.
    #[track_caller]
    pub fn text(&self, script: &str) -> String {
        let value = self.script(script);
        value.as_str().unwrap_or_else(|| panic!("{script} gives {value}")).to_owned()
    }

    /// Sends a command of Chromium's own protocol.
    fn devtools(&self, command: &str, params: &Value) {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": params }));
    }

    /// Makes the window this wide, for somebody who likes it `light` or `dark`.
    pub fn look(&self, width: u32, scheme: &str) {
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
        let scheme = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": [scheme] }));
    }

    /// Shows pages as they are printed.
    pub fn on_paper(&self) {
        self.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    }

    /// From now on no script of a page is run.
    pub fn without_scripts(&self) {
        self.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    }

    /// Finds an element by an `XPath`, which may take it a while to come.
    #[track_caller]
    fn find(&self, path: &str) -> String {
        let found = self.post("/element", &json!({ "using": "xpath", "value": path }));
        let id = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str);
        id.expect("an element has a name").to_owned()
    }

    /// Waits for an element.
    #[track_caller]
    pub fn await_element(&self, path: &str) {
        self.find(path);
    }

    /// Follows a link, by keyboard: a click would have to be scrolled to, which the driver does by script.
    #[track_caller]
    pub fn follow(&self, path: &str) {
        let element = self.find(path);
        self.post(&format!("/element/{element}/value"), &json!({ "text": ENTER }));
    }

    /// Goes back to the page before.
    pub fn back(&self) {
        self.post("/back", &json!({}));
    }

    /// How many tabs and windows are open.
    pub fn windows(&self) -> usize {
        self.tabs().len()
    }

    fn tabs(&self) -> Vec<Value> {
        let opened = self.agent.get(format!("{}/window/handles", self.session)).call();
        let opened: Value =
            opened.expect("the driver answers").body_mut().read_json().expect("it speaks JSON");
        opened["value"].as_array().expect("windows are a list").clone()
    }

    /// Opens a tab in front of the one that is looked at.
    pub fn open_tab(&self) {
        let opened = self.post("/window/new", &json!({ "type": "tab" }));
        self.post("/window", &json!({ "handle": opened["handle"] }));
    }

    /// Closes the tab in front, and looks at the first again.
    pub fn close_tab(&self) {
        let _ = self.agent.delete(format!("{}/window", self.session)).call();
        let first = self.tabs().first().cloned().expect("a tab is left");
        self.post("/window", &json!({ "handle": first }));
    }

    /// Types on the keyboard, wherever the focus is.
    pub fn press(&self, keys: &str) {
        self.strokes(keys.chars().flat_map(|key| [("keyDown", key), ("keyUp", key)]));
    }

    /// Types while a key is held down.
    pub fn press_with(&self, held: char, keys: &str) {
        let typed = keys.chars().flat_map(|key| [("keyDown", key), ("keyUp", key)]);
        self.strokes([("keyDown", held)].into_iter().chain(typed).chain([("keyUp", held)]));
    }

    fn strokes(&self, strokes: impl Iterator<Item = (&'static str, char)>) {
        let strokes: Vec<Value> = strokes.map(|(kind, key)| json!({ "type": kind, "value": key })).collect();
        self.post(
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] }),
        );
    }

    /// What the console was told of errors and warnings since it was asked last.
    pub fn complaints(&self) -> Vec<String> {
        let told = self.post("/se/log", &json!({ "type": "browser" }));
        let told = told.as_array().expect("a log is a list").iter();
        let grave = told.filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")));
        grave.filter_map(|entry| Some(entry["message"].as_str()?.to_owned())).collect()
    }

    /// Every address on a network that was asked for since it was asked last; the browser's own pages are on none.
    pub fn requests(&self) -> Vec<String> {
        let told = self.post("/se/log", &json!({ "type": "performance" }));
        let told = told.as_array().expect("a log is a list").iter();
        let told = told.filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok());
        let told = told.map(|entry| entry["message"].clone());
        let asked = told.filter(|message| message["method"] == "Network.requestWillBeSent");
        let urls = asked.filter_map(|message| Some(message["params"]["request"]["url"].as_str()?.to_owned()));
        urls.filter(|url| !url.starts_with("chrome://") && !url.starts_with("data:")).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser with its session; where it cannot, killing it is all that is left.
        let _ = self.agent.delete(&self.session).call();
    }
}
