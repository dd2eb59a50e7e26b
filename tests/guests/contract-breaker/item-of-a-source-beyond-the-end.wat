;; Gives an item that comes from another one, whose number there is not.
(data (i32.const 66000) "\00\00\00\00\00\00\00\00\f0\01\01\00\01\00\00\00")
(data (i32.const 66032) "\40\00\01\00\0e\00\00\00\00\00\00\00\00\00\00\00\10\02\01\00\01\00\00\00")
(data (i32.const 66064) "\ff\ff\ff\ff")
(func $attack (param i32) (result i32) (i32.const 66000))
