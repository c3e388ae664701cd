// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/windows/credential_dialog.hpp"

#include <algorithm>
#include <future>
#include <memory>

#include <windows.h>
// Must follow windows.h.
#include <wincred.h>

#include "platform/process/windows/prompt_mutex.hpp"
#include "platform/system/windows/detached_thread.hpp"
#include "platform/system/windows/system_library.hpp"
#include "platform/system/windows/utf16.hpp"

namespace latchkey {
namespace {

// Not linked, because user32 loads slowly and most runs show no window.
template <typename Function>
Function user32(const char* name) {
  return windows::system_function<Function>(L"user32.dll", name);
}

using Prompt = decltype(&CredUIPromptForCredentialsW);

constexpr std::size_t kLongestText = 1023;  // CREDUI_MAX_MESSAGE_LENGTH, the smallest limit of all versions
constexpr std::size_t kLongestName = CREDUI_MAX_USERNAME_LENGTH;
constexpr std::size_t kRoom = CREDUI_MAX_PASSWORD_LENGTH + 1;

// The older of the two dialogs has a read-only name and one password field, and writes to latchkey's memory.
// In the newer one (CredUIPromptForWindowsCredentials) the name can be edited, it offers Windows sign-in
// methods, and it returns memory that latchkey cannot overwrite. The credential manager is not read or
// written.
constexpr DWORD kFlags = CREDUI_FLAGS_GENERIC_CREDENTIALS | CREDUI_FLAGS_ALWAYS_SHOW_UI |
                         CREDUI_FLAGS_DO_NOT_PERSIST | CREDUI_FLAGS_KEEP_USERNAME |
                         CREDUI_FLAGS_EXCLUDE_CERTIFICATES;

/// One dialog. It may outlive the function that shows it, if the system does not close it.
struct Dialog {
  Prompt prompt = nullptr;
  std::wstring text, name;
  windows::SecretWide typed{std::wstring(kRoom, L'\0')};
  std::promise<DWORD> code;

  void show() {
    CREDUI_INFOW about{};
    about.cbSize = sizeof about;
    about.pszCaptionText = L"latchkey";
    about.pszMessageText = text.c_str();
    BOOL save = FALSE;
    name.resize(kLongestName + 1);
    code.set_value(prompt(&about, L"latchkey MFA code", nullptr, 0, name.data(),
                          static_cast<ULONG>(name.size()), typed.text().data(),
                          static_cast<ULONG>(typed.size()), &save, kFlags));
  }
};

/// Shows it on a detached thread, and returns the thread's ID; 0: no thread can be created.
DWORD begin(const std::shared_ptr<Dialog>& dialog) {
  const auto id = std::make_shared<std::promise<DWORD>>();
  const bool started = windows::start_detached([dialog, id] {
    id->set_value(GetCurrentThreadId());
    dialog->show();
  });
  return started ? id->get_future().get() : 0;
}

BOOL CALLBACK cancel(HWND window, LPARAM post) {
  (*reinterpret_cast<decltype(&PostMessageW)*>(post))(window, WM_COMMAND, IDCANCEL, 0);
  return TRUE;
}

/// Whether the dialog of that thread closes on request.
bool goes_away(DWORD thread, const std::future<DWORD>& code) {
  constexpr int kTries = 20;
  const auto each = user32<decltype(&EnumThreadWindows)>("EnumThreadWindows");
  auto post = user32<decltype(&PostMessageW)>("PostMessageW");
  if (each == nullptr || post == nullptr) return false;
  for (int i = 0; i < kTries; ++i) {
    each(thread, cancel, reinterpret_cast<LPARAM>(&post));
    if (code.wait_for(std::chrono::milliseconds(50)) == std::future_status::ready) return true;
  }
  return false;
}

}  // namespace

credential_dialog::Answer windows::answer_of(DWORD code, SecretWide& typed) {
  using How = credential_dialog::Answer::How;
  credential_dialog::Answer answer;
  if (code == ERROR_CANCELLED) answer.how = How::cancelled;
  if (code == NO_ERROR) {
    answer.how = How::entered;
    const std::wstring_view text = typed.text();
    answer.secret = Secret(narrow(text.substr(0, text.find(L'\0'))));
  }
  typed.clear();
  return answer;
}

std::wstring windows::dialog_text(const std::string& text) {
  auto shown = wide(text);
  if (shown.size() > kLongestText) shown.replace(0, shown.size() - kLongestText + 4, L"... ");
  return shown;
}

// Services and ssh have invisible window stations, and session 0 has no screen. A desktop has a shell with
// the task bar. If another program replaces it, as on a kiosk, no user enters codes.
bool windows::is_on_a_desktop() {
  DWORD session = 0;
  if (ProcessIdToSessionId(GetCurrentProcessId(), &session) == 0 || session == 0) return false;
  const auto station = user32<decltype(&GetProcessWindowStation)>("GetProcessWindowStation");
  const auto about = user32<decltype(&GetUserObjectInformationW)>("GetUserObjectInformationW");
  if (station == nullptr || about == nullptr) return false;
  USEROBJECTFLAGS flags{};
  return about(station(), UOI_FLAGS, &flags, sizeof flags, nullptr) != 0 &&
         (flags.dwFlags & WSF_VISIBLE) != 0;
}

bool windows::has_desktop() {
  const auto shell = user32<decltype(&GetShellWindow)>("GetShellWindow");
  return shell != nullptr && is_on_a_desktop() && shell() != nullptr;
}

bool credential_dialog::is_there() {
  return windows::has_desktop();
}

credential_dialog::Answer windows::show_dialog(const credential_dialog::Question& question,
                                               Deadline deadline) {
  const auto prompt = system_function<Prompt>(L"credui.dll", "CredUIPromptForCredentialsW");
  if (prompt == nullptr) return {};
  const auto alone = lock_prompts();
  const auto dialog = std::make_shared<Dialog>();
  dialog->prompt = prompt;
  dialog->text = dialog_text(question.text);
  dialog->name = wide(question.name).substr(0, kLongestName);
  auto code = dialog->code.get_future();
  const auto thread = begin(dialog);
  if (thread == 0) return {};
  const bool in_time = code.wait_for(deadline.left()) == std::future_status::ready;
  if (!in_time && !goes_away(thread, code)) return {credential_dialog::Answer::How::late};
  auto answer = answer_of(code.get(), dialog->typed);
  if (!in_time) answer = {credential_dialog::Answer::How::late};
  return answer;
}

credential_dialog::Answer credential_dialog::ask(const Question& question, Deadline deadline) {
  return is_there() ? windows::show_dialog(question, deadline) : Answer();
}

}  // namespace latchkey
