// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The exceptions' out-of-line parts: one type information for all modules.
#include "leash/errors.h"

#include <utility>

namespace leash {

PoolError::~PoolError() = default;

ConfigError::ConfigError(const std::string &key, const std::string &what)
    : PoolError(key.empty() ? what : key + ": " + what), key_(key) {}
ConfigError::~ConfigError() = default;

AcquireError::~AcquireError() = default;

AcquireTimeout::AcquireTimeout(const std::string &what,
                               std::chrono::nanoseconds waited)
    : AcquireError(what), waited_(waited) {}
AcquireTimeout::~AcquireTimeout() = default;

Cancelled::~Cancelled() = default;
PoolClosed::~PoolClosed() = default;
QueueFull::~QueueFull() = default;
ServerUnavailable::~ServerUnavailable() = default;
ConnectError::~ConnectError() = default;

SqlError::SqlError(const std::string &what, std::string sqlstate)
    : PoolError(what), sqlstate_(std::move(sqlstate)) {}
SqlError::~SqlError() = default;

CommitError::~CommitError() = default;

} // namespace leash
