;; Sends a request with a thousand headers that are the same 64 KiB of memory: little to the
;; connector, and 128 MiB to the host, were it to copy them.
(import "jackfield:connector/open-web@0.1.0" "send"
  (func $send
    (param i32 i32) (param i32 i32 i32) (param i32 i32) (param i32 i32)
    (param i32 i32 i32) (param i32 i32) (param i32) (param i32) (param i32)))
(func $attack (param i32) (result i32)
  (local $at i32)
  (drop (memory.grow (i32.const 2)))
  (local.set $at (i32.const 131072))
  (loop $more
    (i32.store offset=4 (local.get $at) (i32.const 65536))
    (i32.store offset=12 (local.get $at) (i32.const 65536))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (br_if $more (i32.lt_u (local.get $at) (i32.const 147072))))
  (call $send
    (i32.const 65600) (i32.const 0)
    (i32.const 1) (i32.const 65600) (i32.const 0)
    (i32.const 0) (i32.const 0)
    (i32.const 131072) (i32.const 1000)
    (i32.const 0) (i32.const 0) (i32.const 0)
    (i32.const 0) (i32.const 0)
    (i32.const 0) (i32.const 0) (i32.const 66000))
  (call $honest))
