;; Gives a thousand items that are the same 64 KiB of memory.
(data (i32.const 66000) "\00\00\00\00\00\00\00\00\00\00\02\00\e8\03\00\00\00\00\00\00")
(func $attack (param i32) (result i32)
  (local $at i32)
  (drop (memory.grow (i32.const 2)))
  (local.set $at (i32.const 131072))
  (loop $more
    (i32.store offset=4 (local.get $at) (i32.const 65536))
    (local.set $at (i32.add (local.get $at) (i32.const 24)))
    (br_if $more (i32.lt_u (local.get $at) (i32.const 155072))))
  (i32.const 66000))
