//! What a pod mounts, as files in a folder of this machine.
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Client, Error, Folder, Kind};

/// The file that a container leaves its last words in.
const LAST_WORDS: &str = "last-words";

/// The files of one container.
#[derive(Debug)]
pub(super) struct Mounts {
    folder: Folder,
    /// Paths in the container, the longest first, and where they are.
    places: Vec<(String, PathBuf)>,
}

impl Mounts {
    /// Reads everything; nothing while an object is missing.
    pub(super) fn of(client: &Client, pod: &Value) -> Result<Option<Self>, Error> {
        let Ok(folder) = Folder::new() else { return Ok(None) };
        let container = &pod["spec"]["containers"][0];
        let told = container["terminationMessagePath"].as_str().unwrap_or("/dev/termination-log");
        let mut places = vec![(told.to_owned(), folder.path().join(LAST_WORDS))];
        for (nth, mount) in container["volumeMounts"].as_array().into_iter().flatten().enumerate() {
            let name = mount["name"].as_str().unwrap_or_default();
            let volumes = pod["spec"]["volumes"].as_array().into_iter().flatten();
            let Some(volume) = volumes.into_iter().find(|volume| volume["name"] == name) else { continue };
            let place = folder.path().join(nth.to_string());
            let Some(files) = files(client, pod, volume)? else { return Ok(None) };
            if write(&place, &files).is_err() {
                return Ok(None);
            }
            places.push((mount["mountPath"].as_str().unwrap_or_default().to_owned(), place));
        }
        places.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        Ok(Some(Self { folder, places }))
    }

    /// A text in which paths of the container are those of this machine.
    pub(super) fn inside(&self, text: &str) -> String {
        self.places.iter().fold(text.to_owned(), |text, (path, place)| text.replace(path, &place.to_string_lossy()))
    }

    /// What the container has left there, as much as Kubernetes keeps.
    pub(super) fn last_words(&self) -> String {
        fs::read_to_string(self.folder.path().join(LAST_WORDS)).unwrap_or_default().chars().take(4_096).collect()
    }
}

/// The files of a volume by name.
type Files = Vec<(String, Vec<u8>)>;

fn files(client: &Client, pod: &Value, volume: &Value) -> Result<Option<Files>, Error> {
    if let Some(name) = volume["configMap"]["name"].as_str() {
        return held(client, pod, Kind::ConfigMap, name);
    }
    if let Some(name) = volume["secret"]["secretName"].as_str() {
        return held(client, pod, Kind::Secret, name);
    }
    let mut all = Vec::new();
    for source in volume["projected"]["sources"].as_array().into_iter().flatten() {
        if let Some(path) = source["serviceAccountToken"]["path"].as_str() {
            all.push((path.to_owned(), token(client, pod)?.into_bytes()));
        } else if let Some(name) = source["configMap"]["name"].as_str() {
            let Some(files) = held(client, pod, Kind::ConfigMap, name)? else { return Ok(None) };
            all.extend(files);
        } else if source["downwardAPI"].is_object() {
            all.push(("namespace".to_owned(), namespace(pod).into_bytes()));
        }
    }
    Ok(Some(all))
}

/// The entries of an object.
fn held(client: &Client, pod: &Value, kind: Kind, name: &str) -> Result<Option<Files>, Error> {
    let Some(object) = client.find(&kind.at(&namespace(pod), name))? else { return Ok(None) };
    let entries = object["data"].as_object().into_iter().flatten();
    let bytes = |text: &str| match kind {
        Kind::Secret => STANDARD.decode(text).unwrap_or_default(),
        _ => text.as_bytes().to_vec(),
    };
    Ok(Some(entries.map(|(key, value)| (key.clone(), bytes(value.as_str().unwrap_or_default()))).collect()))
}

/// A token of the pod's service account that is good as long as the pod is.
fn token(client: &Client, pod: &Value) -> Result<String, Error> {
    let account = pod["spec"]["serviceAccountName"].as_str().unwrap_or("default");
    let metadata = &pod["metadata"];
    let bound = json!({ "kind": "Pod", "apiVersion": "v1", "name": metadata["name"], "uid": metadata["uid"] });
    let request = json!({ "spec": { "expirationSeconds": 3_600, "boundObjectRef": bound } });
    let path = format!("{}/token", Kind::ServiceAccount.at(&namespace(pod), account));
    Ok(client.create(&path, &request)?["status"]["token"].as_str().unwrap_or_default().to_owned())
}

fn namespace(pod: &Value) -> String {
    pod["metadata"]["namespace"].as_str().unwrap_or_default().to_owned()
}

fn write(folder: &Path, files: &Files) -> std::io::Result<()> {
    fs::create_dir(folder)?;
    files.iter().try_for_each(|(name, bytes)| fs::write(folder.join(name), bytes))
}
