;; A connector by hand, so that it can do what no compiler would let it: what stands before this is
;; the attack, a function `$attack` that is given the address of the call's credentials and gives
;; that of a result. It is carried out for an item whose parameters are `{"attack":true}`; for any
;; other the result is one honest item.
;; The descriptor: its address and length, then its text, which the test puts here.
(data (i32.const 0) "\10\00\00\00LENGTH")
(data (i32.const 16) "DESCRIPTOR")
(func (export "describe") (result i32)
  (i32.const 0))

;; 65536: a result that is an outcome of one item, and nothing to be called again for.
(data (i32.const 65536) "\00\00\00\00\00\00\00\00\20\00\01\00\01\00\00\00\00\00\00\00")
;; 65568: the item: the address and length of its JSON, no binary data, no sources.
(data (i32.const 65568) "\40\00\01\00\0e\00\00\00")
(data (i32.const 65600) "{\"status\":200}")
(func $honest (result i32) (i32.const 65536))

(func (export "check") (param i32) (result i32)
  (call $honest))

(func (export "execute")
  (param i32 i32) (param i32 f64)
  (param $parameters i32) (param $length i32)
  (param $credentials i32) (param i32)
  (param i32 i32) (param i32 i32 i32)
  (result i32)
  (if (i32.eq (local.get $length) (i32.const 15))
    (then (return (call $attack (local.get $credentials)))))
  (call $honest))
