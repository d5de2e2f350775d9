// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds separate debug files without libdwfl's way to a server.
#include "symbolize/debug_files.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace leash::symbolize {
namespace {

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit)
      value = value & 1 ? 0xEDB88320U ^ (value >> 1) : value >> 1;
    table[i] = value;
  }
  return table;
}

// The CRC-32 that .gnu_debuglink carries of its file.
bool has_crc(int fd, std::uint32_t wanted) {
  constexpr auto table = make_crc_table();
  std::uint32_t crc = 0xFFFFFFFFU;
  std::vector<unsigned char> buffer(64 * 1024);
  off_t offset = 0;
  ssize_t got = 0;
  while ((got = pread(fd, buffer.data(), buffer.size(), offset)) > 0) {
    for (ssize_t i = 0; i < got; ++i)
      crc = table[(crc ^ buffer[static_cast<std::size_t>(i)]) & 0xFF] ^
            (crc >> 8);
    offset += got;
  }
  return got == 0 && ~crc == wanted;
}

int open_checked(const std::string &path, GElf_Word crc, char **found) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return -1;
  // A dwz file is asked for without a CRC: libdw compares build-ids.
  if (crc != 0 && !has_crc(fd, crc)) {
    close(fd);
    return -1;
  }
  *found = strdup(path.c_str());
  return fd;
}

// libdwfl frees `*found`.
int find_debug_file(Dwfl_Module *module, void **userdata, const char *name,
                    Dwarf_Addr base, const char *file, const char *link,
                    GElf_Word crc, char **found) {
  const int by_id = dwfl_build_id_find_debuginfo(module, userdata, name, base,
                                                 file, link, crc, found);
  if (by_id >= 0 || !link || !file)
    return by_id;
  if (link[0] == '/')
    return open_checked(link, crc, found);
  char *const real = realpath(file, nullptr);
  std::string directory = real ? real : file;
  std::free(real);
  directory.resize(
      directory.rfind('/') == std::string::npos ? 0 : directory.rfind('/') + 1);
  std::vector<std::string> candidates = {directory + link,
                                         directory + ".debug/" + link};
  const auto *path = static_cast<char *const *>(*userdata);
  std::string_view rest = path && *path ? *path : "";
  while (!rest.empty()) {
    const std::string root(rest.substr(0, rest.find(':')));
    rest.remove_prefix(std::min(rest.size(), root.size() + 1));
    if (root.starts_with('/'))
      candidates.push_back(root + (directory.starts_with('/') ? "" : "/") +
                           directory + link);
  }
  for (const std::string &candidate : candidates)
    if (candidate != file)
      if (const int fd = open_checked(candidate, crc, found); fd >= 0)
        return fd;
  return -1;
}

int find_running_elf(Dwfl_Module *module, void **userdata, const char *name,
                     Dwarf_Addr base, char **found, Elf **elf) {
  // Deleted and anonymous ones would be asked for by build-id, from a server.
  if (name[0] != '/' && std::strcmp(name, "[vdso]") != 0 &&
      std::strncmp(name, "[vdso:", 6) != 0)
    return -1;
  if (name[0] == '/' && access(name, R_OK) != 0)
    return -1;
  return dwfl_linux_proc_find_elf(module, userdata, name, base, found, elf);
}

} // namespace

Dwfl_Callbacks running_callbacks(char **path) {
  Dwfl_Callbacks out{};
  out.find_elf = find_running_elf;
  out.find_debuginfo = find_debug_file;
  out.debuginfo_path = path;
  return out;
}

Dwfl_Callbacks offline_callbacks(char **path) {
  Dwfl_Callbacks out{};
  out.find_debuginfo = find_debug_file;
  out.section_address = dwfl_offline_section_address;
  out.debuginfo_path = path;
  return out;
}

void prepare(Dwfl_Module *module, char **path) {
  void **userdata = nullptr;
  dwfl_module_info(module, &userdata, nullptr, nullptr, nullptr, nullptr,
                   nullptr, nullptr);
  if (userdata)
    *userdata = path;
}

} // namespace leash::symbolize
