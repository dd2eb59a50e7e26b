;; Takes the handle of a credential for that of a blob, to read what the host keeps there.
(import "jackfield:connector/blobs@0.1.0" "[method]blob.size"
  (func $size (param i32) (result i64)))
(func $attack (param $credentials i32) (result i32)
  (drop (call $size (i32.load offset=8 (local.get $credentials))))
  (call $honest))
