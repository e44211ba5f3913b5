/**
 * Passwords of ten characters and more that stand at the top of every list of what people choose, in lower case. Short on
 * purpose: rows of equal or neighbouring keys and repeated words are recognised as such (`judge-password.ts`), so only words
 * and well-worn patterns stand here.
 */
export const frequentPasswords: ReadonlySet<string> = new Set(
  `
  password10 password11 password12 password123 password1234 password12345 password123456 password1! password!1 password123!
  password2023 password2024 password2025 password2026 passwordpassword mypassword mypassword1 mypassword123 thepassword
  p@ssw0rd123 p@ssword123 p@ssw0rd1234 p@ssw0rd2024 passw0rd123 passw0rd1234 pa$$word123 pa$$w0rd123 passwort123 passwort1234
  motdepasse motdepasse1 motdepasse123 contraseña contrasena contrasena1 contrasena123 wachtwoord wachtwoord1 wachtwoord123
  administrator administrator1 admin12345 admin123456 admin@1234 admin@12345 adminadmin admin1234567 adminpassword rootpassword
  changeme123 changeme1234 changemenow changeit123 letmein123 letmein1234 letmeinnow welcome123 welcome1234 welcome12345
  welcome2024 welcome2025 welcome2026 welcome@123 welcome123! default123 temporary1 temporary123 temppassword test123456
  test1234567 testtest123 testpassword guest12345 secret1234 secret12345 topsecret1 topsecret123 login12345 access12345
  qwerty1234 qwerty12345 qwerty123456 qwerty123! qwertyuiop1 qwertyuiop123 qwertyqwerty qwertz1234 qwertz12345 azerty1234
  azerty12345 azertyuiop1 asdfghjkl1 asdfghjkl123 asdfasdfasdf asdf123456 asdf1234567 zxcvbnm123 zxcvbnm1234 1q2w3e4r5t
  1q2w3e4r5t6y 1q2w3e4r5t6y7u q1w2e3r4t5 q1w2e3r4t5y6 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qaz@wsx3edc !qaz2wsx3edc qazwsxedc1
  qazwsxedc123 qazwsxedcrfv zaq12wsxcde3 zaq1zaq1zaq1 zaq1@wsxcde3 abc1234567 abc12345678 abcd123456 abcd12345678 abc123abc123
  abcdef1234 abcdefg123 abcdefgh12 a123456789 a1234567890 a1b2c3d4e5 a1b2c3d4e5f6 aa12345678 aa123456789 123456789a 123456789q
  1234567890a 1234567890q 123456abc! 123qweasdzxc 123qwe123qwe qwe123qwe123 123abc123abc 147258369a 159753456a 741852963a
  iloveyou12 iloveyou123 iloveyou1234 iloveyou2! iloveyouso iloveyousomuch ilovejesus ilovemymom ilovemydad ilovemyfamily
  sunshine12 sunshine123 princess12 princess123 football12 football123 baseball12 baseball123 basketball basketball1 superman12
  superman123 batman12345 spiderman1 spiderman123 starwars12 starwars123 pokemon123 pokemon1234 minecraft1 minecraft123
  liverpool1 liverpool123 manchester manchester1 barcelona1 barcelona123 realmadrid realmadrid1 chocolate1 chocolate123
  butterfly1 butterfly123 strawberry strawberry1 blink182182 michael123 jennifer123 jordan2323 charlie123 daniel1234
  dragon1234 dragon12345 monkey1234 monkey12345 shadow1234 shadow12345 master1234 master12345 killer1234 freedom123 whatever12
  whatever123 trustno1trustno1 letmein2024 summer2023 summer2024! summer2024 summer2025 summer2026 winter2023 winter2024
  winter2025 winter2026 spring2024 spring2025 spring2026 autumn2024 autumn2025 autumn2026 january2025 january2026 monday1234
  company123 company1234 helpdesk123 helpdesk1234 support123 support1234 support12345 customer123 service123 service1234
  callcenter callcenter1 internet123 computer12 computer123 samsung123 google1234 facebook12 facebook123 microsoft1 microsoft123
  correcthorsebatterystaple correct-horse-battery-staple thisismypassword thisisapassword nopassword1 nopassword123
  hunter2hunter2 supersecret supersecret1 supersecret123 opensesame opensesame1 opensesame123 swordfish123 jesuschrist
  jesuschrist1 godisgood1 godisgood123 blessed123 alexander1 alexander123 elizabeth1 elizabeth123 christopher christopher1
  `
    .trim()
    .split(/\s+/),
);
