;; Gives an item that is no JSON.
(data (i32.const 66000) "\00\00\00\00\00\00\00\00\f0\01\01\00\01\00\00\00")
(data (i32.const 66032) "\10\02\01\00\02\00\00\00")
(data (i32.const 66064) "{,")
(func $attack (param i32) (result i32) (i32.const 66000))
