import type { CauseId } from "../../model.ts";
import type { CauseText } from "../case-text.ts";

/** Indonesian texts of the causes. */
export const causesId: Readonly<Record<CauseId, CauseText>> = {
  "framing/lines": {
    text: "Server memotong yang diterimanya menjadi baris, sebagaimana mestinya.",
    hint: "Tidak perlu apa-apa.",
  },
  "framing/one-recv-stripped": {
    text: "Server menganggap hasil satu `recv` sebagai satu perintah (setelah spasi dan akhir baris di tepinya dibuang). TCP tidak menjaga potongan itu: permintaan tiba terpotong atau menempel satu sama lain.",
    hint: 'Kumpulkan oktet dan potong per baris: `buffer += conn.recv(1024)`, lalu `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`.',
  },
  "framing/one-recv-prefix": {
    text: "Server menganggap hasil satu `recv` sebagai satu perintah dan hanya melihat awalnya. Semua yang menyusul dalam potongan yang sama hilang, QUIT juga.",
    hint: 'Kumpulkan oktet dan potong per baris: `buffer += conn.recv(1024)`, lalu `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`; bandingkan tiap baris seutuhnya.',
  },
  "framing/one-recv-raw": {
    text: "Server menganggap hasil satu `recv` sebagai satu perintah: harus diawali TIME dan diakhiri CR LF. Permintaan yang tiba terpotong ditolak; dari yang tiba bersamaan hanya satu yang dijawab.",
    hint: 'Kumpulkan oktet dan potong per baris: `buffer += conn.recv(1024)`, lalu `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`.',
  },
  "framing/one-recv-exact": {
    text: "Server hanya menjawab bila satu `recv` menghasilkan tepat `TIME\\r\\n`. Permintaan yang tiba terpotong, atau diikuti apa pun, ditolak.",
    hint: 'Kumpulkan oktet dan potong per baris: `buffer += conn.recv(1024)`, lalu `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`; bandingkan barisnya dengan `b"TIME"`.',
  },
  "framing/ends-with": {
    text: "Server menganggap hasil satu `recv` sebagai satu perintah dan hanya melihat akhirnya. Dari permintaan yang tiba bersamaan hanya yang terakhir yang berlaku.",
    hint: 'Kumpulkan oktet dan potong per baris: `buffer += conn.recv(1024)`, lalu `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`; bandingkan tiap baris seutuhnya.',
  },
  "framing/prefix-no-line-end": {
    text: "Server menjawab begitu suatu potongan diawali TIME dan tidak menunggu akhir barisnya. Potongan satu permintaan dianggap permintaan tersendiri, dan kata yang lebih panjang dianggap TIME.",
    hint: 'Tunggu akhir barisnya: `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`; lalu bandingkan seluruh barisnya.',
  },
  "framing/whole-buffer": {
    text: "Server menunggu sampai yang terkumpul diakhiri CR LF, lalu menganggap semuanya satu perintah. Permintaan yang tiba bersamaan menjadi satu perintah yang tidak dikenal.",
    hint: 'Ambil satu baris setiap kali: `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`, bukan `if buffer.endswith(b"\\r\\n")`.',
  },
  "framing/octet-by-octet": {
    text: "Server membaca oktet demi oktet sampai CR LF. Permintaan yang tiba terpotong atau bersamaan benar dengan cara itu. Yang gagal adalah baris yang tidak disangkanya: yang kosong dianggap perintah, yang diakhiri LF saja tidak pernah terlihat, yang tanpa akhir tidak pernah ditolak.",
    hint: "Lewati baris kosong, `if not line: continue`, akhiri baris pada LF, dan tutup bila satu baris lebih dari 512 oktet. Lebih cepat pula: `conn.recv(4096)` dan buffer.",
  },
  "framing/loop-on-crlf": {
    text: "Server mengumpulkan oktet dan memotong baris pada CR LF. Permintaan yang tiba terpotong atau bersamaan benar dengan cara itu. Yang gagal adalah baris yang tidak disangkanya: yang kosong dianggap perintah, yang diakhiri LF saja tidak pernah terlihat, yang tanpa akhir tidak pernah ditolak.",
    hint: "Lewati baris kosong, `if not line: continue`, akhiri baris pada LF, dan tutup bila buffer berisi lebih dari 512 oktet tanpa akhir baris.",
  },
  "framing/unclear": {
    text: "Cara server memotong yang diterimanya menjadi perintah tidak dapat dipastikan.",
    hint: "Lihat apa yang dikirim dan diterima pada kasus-kasus gagal di bawah.",
  },
  "reply-format": {
    text: "Jawaban untuk TIME bukan tepat `JAM hh:mm:ss` CR LF, jadi tiap kasus yang menantikannya melihat kesalahan yang sama.",
    hint: 'Python: `conn.sendall(time.strftime("JAM %H:%M:%S\\r\\n").encode())`.',
  },
  "zone-or-clock": {
    text: "Jam dalam jawaban bukan jam zona mana pun di dunia, atau jam itu berhenti.",
    hint: "Tanyakan jam sistem pada tiap permintaan, di dalam loop; jangan tambahkan apa-apa.",
  },
  "not-concurrent": {
    text: "Server melayani satu klien setiap kali: selama satu klien terhubung, semua yang lain menunggu.",
    hint: "Satu thread untuk tiap klien: `threading.Thread(target=serve, args=(conn,), daemon=True).start()` tepat setelah `accept()`, tanpa `join()` dan tanpa memanggil `serve(conn)` sendiri.",
  },
  "concurrent-up-to": {
    text: "Server hanya melayani {clients} klien pada saat yang sama; yang berikutnya menunggu sampai salah satunya pergi.",
    hint: "Satu thread untuk tiap klien, bukan kumpulan {clients} thread, dan angka yang lebih besar pada `listen(...)`.",
  },
  "dies-on-bad-octets": {
    text: "Oktet yang bukan UTF-8 melempar exception di `decode()`: thread klien itu mati, atau seluruh servernya.",
    hint: 'Bandingkan oktet tanpa decode, `line == b"TIME"`, atau `data.decode(errors="replace")`; dan tutup koneksinya di `finally:`.',
  },
  dies: {
    text: "Server berakhir, atau berhenti melayani, ketika diperiksa: pada `{after}`.",
    hint: "Baca baris-baris terakhir keluarannya. Exception dari satu klien tidak boleh sampai ke loop accept: `try: ... except OSError: ... finally: conn.close()` di dalam thread-nya.",
  },
  spins: {
    text: "Setelah klien pergi, server terus membaca dari koneksi mati itu secepat mungkin.",
    hint: "`recv` kosong berarti klien sudah pergi: `if not data: break`, tepat setelah `recv`.",
  },
  "silent-on-unknown": {
    text: "Server diam terhadap baris yang tidak dikenalnya, jadi klien yang menunggu jawaban menunggu selamanya.",
    hint: 'Cabang terakhir dari `if`: `else: conn.sendall(b"Invalid command\\r\\n")`.',
  },
  "closes-on-unknown": {
    text: "Server menutup koneksi bila menerima baris yang tidak dikenalnya.",
    hint: 'Jawab lalu lanjutkan: `conn.sendall(b"Invalid command\\r\\n")`, `continue`. Hanya QUIT dan `recv` kosong yang mengakhiri loop.',
  },
  "no-reuse-address": {
    text: "Ketika dijalankan lagi, server tidak dapat memakai port-nya: sistem menahannya selama satu menit setelah suatu koneksi (`Address already in use`).",
    hint: "Sebelum `bind`: `sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)`.",
  },
};
