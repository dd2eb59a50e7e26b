;; Has several memories, each of which is small enough.
(memory 640)
(memory 640)
(memory 640)
(func $attack (param i32) (result i32) (call $honest))
