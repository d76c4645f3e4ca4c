namespace LLMCourse.Grader.Worker.Confinement;

/// <summary>The system call numbers of one architecture that the filter needs.</summary>
internal sealed record SystemCalls
{
    /// <summary>x86-64, from the kernel's <c>syscall_64.tbl</c>.</summary>
    public static SystemCalls X64 { get; } = new()
    {
        AuditArchitecture = 0xC000_003E,
        HasX32 = true,
        Seccomp = 317,
        ThreadOrProcess = 56,
        Clone3 = 435,
        TgKill = 234,
        PrLimit64 = 302,
        Refused =
        [
            57, 58, 59, 322, // fork, vfork, execve, execveat
            62, 200, 129, 297, 424, 434, 438, // kill, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal, pidfd_open, pidfd_getfd
            41, 53, // socket, socketpair
            29, 30, 31, 67, 64, 65, 66, 220, 68, 69, 70, 71, 240, // shm*, sem*, msg*, mq_open
            319, 447, // memfd_create, memfd_secret
            101, 310, 311, 312, 440, // ptrace, process_vm_readv, process_vm_writev, kcmp, process_madvise
            272, 308, 161, 155, 165, 166, 428, 429, 430, 431, 432, 433, 442, // unshare, setns, chroot, pivot_root, mount and its kin
            303, 304, 321, 298, 323, 300, // name_to_handle_at, open_by_handle_at, bpf, perf_event_open, userfaultfd, fanotify_init
            425, 426, 427, 248, 249, 250, // io_uring_*, add_key, request_key, keyctl
            // kexec*, modules, reboot, swap*, acct, settimeofday, quotactl, personality
            246, 320, 175, 313, 176, 169, 167, 168, 163, 164, 179, 135,
        ],
    };

    /// <summary>aarch64, from the kernel's generic table.</summary>
    public static SystemCalls Arm64 { get; } = new()
    {
        AuditArchitecture = 0xC000_00B7,
        HasX32 = false,
        Seccomp = 277,
        ThreadOrProcess = 220,
        Clone3 = 435,
        TgKill = 131,
        PrLimit64 = 261,
        Refused =
        [
            221, 281, // execve, execveat
            // kill, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal, pidfd_open, pidfd_getfd
            129, 130, 138, 240, 424, 434, 438,
            198, 199, // socket, socketpair
            194, 195, 196, 197, 190, 191, 192, 193, 186, 187, 188, 189, 180, // shm*, sem*, msg*, mq_open
            279, 447, // memfd_create, memfd_secret
            117, 270, 271, 272, 440, // ptrace, process_vm_readv, process_vm_writev, kcmp, process_madvise
            97, 268, 51, 41, 40, 39, 428, 429, 430, 431, 432, 433, 442, // unshare, setns, chroot, pivot_root, mount and its kin
            264, 265, 280, 241, 282, 262, // name_to_handle_at, open_by_handle_at, bpf, perf_event_open, userfaultfd, fanotify_init
            425, 426, 427, 217, 218, 219, // io_uring_*, add_key, request_key, keyctl
            // kexec*, modules, reboot, swap*, acct, settimeofday, quotactl, personality
            104, 294, 105, 273, 106, 142, 224, 225, 89, 170, 60, 92,
        ],
    };

    public required uint AuditArchitecture { get; init; }

    public required bool HasX32 { get; init; }

    public required nint Seccomp { get; init; }

    public required uint ThreadOrProcess { get; init; }

    public required uint Clone3 { get; init; }

    public required uint TgKill { get; init; }

    public required uint PrLimit64 { get; init; }

    /// <summary>Gets the calls that fail with EPERM whatever their arguments.</summary>
    public required IReadOnlyList<uint> Refused { get; init; }
}
