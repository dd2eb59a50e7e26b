;; Uses a handle that it has given back.
(import "jackfield:connector/credentials@0.1.0" "[resource-drop]credential"
  (func $drop (param i32)))
(import "jackfield:connector/credentials@0.1.0" "[method]credential.base-url"
  (func $base_url (param i32 i32)))
(func $attack (param $credentials i32) (result i32)
  (call $drop (i32.load offset=8 (local.get $credentials)))
  (call $base_url (i32.load offset=8 (local.get $credentials)) (i32.const 66000))
  (call $honest))
