//! The program at a real pseudo-terminal, with a person who types.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::pty::{Winsize, openpty};
use nix::sys::termios::{LocalFlags, tcgetattr};

/// Wide enough that nothing is broken into lines.
const SIZE: Winsize = Winsize {
    ws_row: 50,
    ws_col: 1000,
    ws_xpixel: 0,
    ws_ypixel: 0,
};
/// What has not come by then does not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process whose standard input, output and error are a terminal.
pub(crate) struct AtTerminal {
    keyboard: File,
    seen: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
    child: Child,
    /// How much of what was seen is read already.
    read: usize,
}

impl AtTerminal {
    pub(crate) fn start(mut command: Command) -> Self {
        let terminal = openpty(&SIZE, None).unwrap();
        command
            .stdin(terminal.slave.try_clone().unwrap())
            .stdout(terminal.slave.try_clone().unwrap())
            .stderr(terminal.slave);
        let child = command.spawn().unwrap();
        // It holds the other end open.
        drop(command);
        let mut screen = File::from(terminal.master);
        let keyboard = screen.try_clone().unwrap();
        let seen = Arc::new(Mutex::new(String::new()));
        let shared = Arc::clone(&seen);
        let reader = thread::spawn(move || {
            let mut bytes = Vec::new();
            let mut part = [0; 4096];
            // The last one to close the other end makes this an error.
            while let Ok(length @ 1..) = screen.read(&mut part) {
                bytes.extend(&part[..length]);
                *shared.lock().unwrap() = String::from_utf8_lossy(&bytes).replace('\r', "");
            }
        });
        Self {
            keyboard,
            seen,
            reader,
            child,
            read: 0,
        }
    }

    /// Waits until this stands on the screen, behind what was waited for before.
    pub(crate) fn wait_for(&mut self, words: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let seen = self.seen.lock().unwrap().clone();
            if let Some(place) = seen[self.read..].find(words) {
                self.read += place + words.len();
                return;
            }
            assert!(Instant::now() < until, "`{words}` does not come\n{seen}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until what is typed does not show any more.
    pub(crate) fn wait_until_hidden(&self) {
        let until = Instant::now() + PATIENCE;
        loop {
            let flags = tcgetattr(&self.keyboard).unwrap().local_flags;
            if !flags.contains(LocalFlags::ECHO) {
                return;
            }
            assert!(Instant::now() < until, "what is typed still shows");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Types a line.
    pub(crate) fn type_line(&mut self, line: &str) {
        writeln!(self.keyboard, "{line}").unwrap();
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end, and gives all that stood on the screen.
    pub(crate) fn end(mut self) -> (String, ExitStatus) {
        let status = self.child.wait().unwrap();
        self.reader.join().unwrap();
        let seen = self.seen.lock().unwrap().clone();
        (seen, status)
    }
}
