//! `blobs`: binary data that stays on the host's side.

use bytes::Bytes;
use jackfield_item::Blob;
use jackfield_sandbox::GuestState;
use wasmtime::component::Resource;

use super::CallState;
use crate::bindings::jackfield::connector::blobs;

/// The most that a guest may hold in blobs.
const MAX_HELD: usize = 128 << 20;
/// The most that one read gives.
const MAX_READ: usize = 8 << 20;

impl blobs::Host for GuestState<CallState> {}

impl blobs::HostBlob for GuestState<CallState> {
    fn new(
        &mut self,
        name: Option<String>,
        media_type: Option<String>,
        bytes: Vec<u8>,
    ) -> wasmtime::Result<Resource<Blob>> {
        let blob = Blob {
            name,
            media_type,
            data: Bytes::from(bytes),
        };
        push(self, blob)
    }

    fn name(&mut self, blob: Resource<Blob>) -> wasmtime::Result<Option<String>> {
        Ok(self.table.get(&blob)?.name.clone())
    }

    fn media_type(&mut self, blob: Resource<Blob>) -> wasmtime::Result<Option<String>> {
        Ok(self.table.get(&blob)?.media_type.clone())
    }

    fn size(&mut self, blob: Resource<Blob>) -> wasmtime::Result<u64> {
        Ok(self.table.get(&blob)?.data.len() as u64)
    }

    fn read(
        &mut self,
        blob: Resource<Blob>,
        offset: u64,
        length: u64,
    ) -> wasmtime::Result<Vec<u8>> {
        let data = &self.table.get(&blob)?.data;
        let start = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(data.len());
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(MAX_READ);
        let end = start.saturating_add(length).min(data.len());
        Ok(data.get(start..end).unwrap_or_default().to_vec())
    }

    fn drop(&mut self, blob: Resource<Blob>) -> wasmtime::Result<()> {
        let blob = self.table.delete(blob)?;
        let held = &mut self.data.blob_bytes;
        *held = held.saturating_sub(size(&blob));
        Ok(())
    }
}

/// How many bytes of the host's memory a blob takes. Its name and its media type are as long as the
/// guest likes, so they count.
pub(crate) fn size(blob: &Blob) -> usize {
    let label = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    blob.data
        .len()
        .saturating_add(label(&blob.name))
        .saturating_add(label(&blob.media_type))
}

/// Gives the guest a blob, if it does not hold too much already: what it holds here is not in its
/// own memory.
pub(crate) fn push(
    state: &mut GuestState<CallState>,
    blob: Blob,
) -> wasmtime::Result<Resource<Blob>> {
    let held = state.data.blob_bytes.saturating_add(size(&blob));
    if held > MAX_HELD {
        state.data.call.limit = Some(format!("{} MiB of blobs at a time", MAX_HELD >> 20));
        return Err(wasmtime::Error::msg("too many blobs"));
    }
    let handle = state.table.push(blob).map_err(|full| {
        state.data.call.limit = Some("the handles that it may hold at a time".to_owned());
        wasmtime::Error::from(full)
    })?;
    state.data.blob_bytes = held;
    Ok(handle)
}
