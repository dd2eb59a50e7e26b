;; Invents a handle of a credential, to ask for its token.
(import "jackfield:connector/credentials@0.1.0" "[method]credential.access-token"
  (func $access_token (param i32 i32)))
(func $attack (param i32) (result i32)
  (call $access_token (i32.const 4711) (i32.const 66000))
  (call $honest))
