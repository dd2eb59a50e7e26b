;; Gives the handle of its credential back twice, to be left with that of somebody else.
(import "jackfield:connector/credentials@0.1.0" "[resource-drop]credential"
  (func $drop (param i32)))
(func $attack (param $credentials i32) (result i32)
  (call $drop (i32.load offset=8 (local.get $credentials)))
  (call $drop (i32.load offset=8 (local.get $credentials)))
  (call $honest))
