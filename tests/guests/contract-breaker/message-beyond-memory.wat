;; Has the host read a message from beyond its memory.
(import "jackfield:connector/log@0.1.0" "write" (func $write (param i32 i32 i32)))
(func $attack (param i32) (result i32)
  (call $write (i32.const 2) (i32.const 0x7fffffff) (i32.const 0x7fffffff))
  (call $honest))
