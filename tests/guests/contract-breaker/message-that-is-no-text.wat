;; Says bytes that are no text.
(import "jackfield:connector/log@0.1.0" "write" (func $write (param i32 i32 i32)))
(data (i32.const 66000) "\ff\fe\c0\ae")
(func $attack (param i32) (result i32)
  (call $write (i32.const 2) (i32.const 66000) (i32.const 4))
  (call $honest))
