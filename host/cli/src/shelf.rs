//! The workflows that an export may ask for: those in the same file, and those in a directory.

use std::path::{Path, PathBuf};

use jackfield_workflow::{Entry, Source, Which, workflows_in};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::file;

/// A file with workflows in it.
#[derive(Clone, Debug)]
struct Book {
    path: PathBuf,
    /// None until somebody has looked.
    entries: Option<Vec<Entry>>,
}

/// A workflow on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Found {
    /// The file.
    pub(crate) path: PathBuf,
    /// Which one it is, of several in the file.
    pub(crate) chosen: Option<String>,
}

/// The workflows there are. A file is looked into when it is needed to find one.
#[derive(Clone, Debug)]
pub(crate) struct Shelf {
    /// The file of the run itself.
    own: Book,
    directory: Option<PathBuf>,
    books: Vec<Book>,
}

impl Shelf {
    /// The workflows of a file, and of the files of a directory.
    pub(crate) fn new(own: &Source, directory: Option<&Path>) -> Result<Self, Failure> {
        let mut paths = Vec::new();
        if let Some(directory) = directory {
            let unreadable = |error: std::io::Error| {
                Failure::new(
                    Exit::Usage,
                    format!("--workflows {}: {error}", directory.display()),
                )
            };
            for entry in std::fs::read_dir(directory).map_err(unreadable)? {
                let path = entry.map_err(unreadable)?.path();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "json")
                {
                    paths.push(path);
                }
            }
        }
        paths.sort();
        let book = |path| Book {
            path,
            entries: None,
        };
        Ok(Self {
            own: book(PathBuf::from(&own.name)),
            directory: directory.map(Path::to_path_buf),
            books: paths.into_iter().map(book).collect(),
        })
    }

    /// The workflow that is meant; none if it is not here, or is no file's.
    pub(crate) fn find(&mut self, which: &Which) -> Option<Found> {
        match which {
            Which::Id(word) => self.by_id(word).or_else(|| self.by_name(word)),
            Which::File(path) => self.by_path(Path::new(path)),
            Which::Inline(_) => None,
        }
    }

    /// Where it was looked for, and how to say where else to look.
    pub(crate) fn hint(&self) -> String {
        match &self.directory {
            Some(directory) => format!(
                "put its export into {}, where it is found by its id, its name or the file's name",
                directory.display()
            ),
            None => "give the directory with its export with `--workflows DIR`".to_owned(),
        }
    }

    /// Files are often called like the id: these are looked into first.
    fn by_id(&mut self, id: &str) -> Option<Found> {
        let has_id = |entry: &Entry| entry.id.as_deref() == Some(id);
        let called_so = |book: &&mut Book| book.stem() == id;
        let likely = self.books.iter_mut().filter(called_so);
        let found = std::iter::once(&mut self.own).chain(likely);
        if let Some(found) = found.into_iter().find_map(|book| book.find(has_id)) {
            return Some(found);
        }
        self.books.iter_mut().find_map(|book| book.find(has_id))
    }

    /// By the name of the workflow, or else by that of the file.
    fn by_name(&mut self, name: &str) -> Option<Found> {
        let has_name = |entry: &Entry| entry.name.as_deref() == Some(name);
        let mut all = std::iter::once(&mut self.own).chain(&mut self.books);
        if let Some(found) = all.find_map(|book| book.find(has_name)) {
            return Some(found);
        }
        // A workflow without a name goes by that of its file.
        let own = std::iter::once(&mut self.own).filter(|own| own.is_called(name));
        let books = self.books.iter_mut().filter(|book| book.stem() == name);
        let mut called_so = own.chain(books);
        called_so.find_map(|book| match book.entries() {
            [_] => Some(Found {
                path: book.path.clone(),
                chosen: None,
            }),
            _ => None,
        })
    }

    /// A path is seen from the file of the run. Where there is nothing, the file of that name in the
    /// directory is meant, for paths are those of another machine. None leads out of these two
    /// places: what a workflow names is not the word of the person who runs it.
    fn by_path(&self, path: &Path) -> Option<Found> {
        let own = match self.own.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let in_directory = self
            .directory
            .as_deref()
            .zip(path.file_name())
            .map(|(directory, name)| (directory, directory.join(name)));
        std::iter::once((own, own.join(path)))
            .chain(in_directory)
            .find(|(place, path)| is_export_within(path, place))
            .map(|(_, path)| Found { path, chosen: None })
    }
}

/// Whether a path leads to a regular JSON file below a directory, by whatever links.
fn is_export_within(path: &Path, directory: &Path) -> bool {
    let (Ok(path), Ok(directory)) = (path.canonicalize(), directory.canonicalize()) else {
        return false;
    };
    let is_json = path
        .extension()
        .is_some_and(|extension| extension == "json");
    is_json && path.starts_with(directory) && path.is_file()
}

impl Book {
    fn stem(&self) -> &str {
        let stem = self.path.file_stem();
        stem.and_then(|stem| stem.to_str()).unwrap_or_default()
    }

    fn is_called(&self, name: &str) -> bool {
        self.stem() == name || self.path.as_os_str() == name
    }

    fn entries(&mut self) -> &[Entry] {
        let path = &self.path;
        self.entries.get_or_insert_with(|| {
            // What cannot be read holds no workflow that could be meant.
            file::open(path).map_or_else(|_| Vec::new(), |source| workflows_in(&source.text))
        })
    }

    /// The workflow in it that is meant.
    fn find(&mut self, is_meant: impl Fn(&Entry) -> bool) -> Option<Found> {
        let entries = self.entries();
        let entry = entries.iter().find(|entry| is_meant(entry))?;
        let chosen = match entries {
            [_] => None,
            _ => entry.id.clone().or_else(|| entry.name.clone()),
        };
        Some(Found {
            chosen,
            path: self.path.clone(),
        })
    }
}
