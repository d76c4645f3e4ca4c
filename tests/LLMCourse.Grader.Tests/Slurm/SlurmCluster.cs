using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grader.Tests.Slurm;

/// <summary>A Slurm cluster of three nodes on this machine: real daemons with their own ports,
/// keys and folders, killed at the end.</summary>
public sealed class SlurmCluster : IAsyncLifetime
{
    public static readonly IReadOnlyList<string> Nodes = ["n1", "n2", "n3"];

    private static readonly string[] Programs = ["slurmctld", "slurmd", "munged", "sbatch", "squeue", "scancel", "scontrol", "sinfo"];
    private static readonly string[] Folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/sbin",
            "/usr/local/sbin", "/usr/bin"];

    // Begins with what the munge daemon insists on: a folder that others may pass but not write to.
    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-slurm-").FullName;
    private readonly Dictionary<string, Process> _daemons = new(StringComparer.Ordinal);

    /// <summary>Gets the configuration, which Slurm's commands find by the variable SLURM_CONF.</summary>
    public string Configuration => Path.Combine(_home, "slurm.conf");

    public async Task InitializeAsync()
    {
        string[] missing = [.. Programs.Where(p => Find(p) is null)];
        Assert.True(missing.Length == 0,
            $"{string.Join(", ", missing)}: not found. Install Slurm with `./course setup`, or apt-get install --no-install-recommends slurm-wlm.");
        foreach (string folder in (string[])["munge", "state", "log", "run", .. Nodes.Select(n => $"spool/{n}")])
            Directory.CreateDirectory(In(folder));
        foreach (string folder in (string[])["", "munge"]) SetMode(In(folder), (UnixFileMode)0b111_101_101);
        File.WriteAllBytes(In("munge/key"), RandomNumberGenerator.GetBytes(256));
        SetMode(In("munge/key"), UnixFileMode.UserRead);
        await StartAsync("munged", "munged", "--foreground", "--key-file", In("munge/key"), "--socket", In("munge/socket"), "--pid-file",
            In("munge/pid"), "--log-file", In("log/munged.log"), "--seed-file", In("munge/seed"));
        await WaitAsync("the munge daemon", () => Task.FromResult(File.Exists(In("munge/socket"))));

        // Between choosing a port and using it another program may take it: then the daemons do not come up, and others are chosen.
        for (int attempt = 1; ; attempt++)
        {
            WriteConfiguration(FreePorts(Nodes.Count + 1));
            await StartAsync("slurmctld", "slurmctld", "-D", "-c", "-f", Configuration);
            foreach (string node in Nodes) await StartNodeAsync(node);
            try
            {
                await WaitAsync("the cluster",
                    async () => (await RunAsync("sinfo", "--noheader", "--Node", "--format=%T")).Split('\n',
                        StringSplitOptions.RemoveEmptyEntries).Count(s => s == "idle") == Nodes.Count, seconds: 20);
                return;
            }
            catch (TimeoutException)
            {
                foreach (string daemon in _daemons.Keys.Where(d => d != "munged").ToArray()) Kill(daemon);
                if (attempt == 3)
                    throw new InvalidOperationException(
                        $"The cluster does not come up. {string.Join('\n', Directory.EnumerateFiles(In("log")).SelectMany(f => File.ReadLines(f).Where(l => l.Contains("error", StringComparison.Ordinal)).TakeLast(5)))}");
            }
        }
    }

    public async Task DisposeAsync()
    {
        foreach (string daemon in _daemons.Keys.Reverse().ToArray()) Kill(daemon);

        // Jobs and their keepers outlive a killed daemon; all of them were started with this cluster's configuration.
        foreach (int process in ProcessesWith($"SLURM_CONF={Configuration}").Where(p => p != Environment.ProcessId)) KillProcess(process);
        await Task.CompletedTask;
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Kills a node as a power failure would: its daemon, the keepers of its jobs and the jobs themselves.</summary>
    public void KillNode(string node)
    {
        Kill(node);
        foreach (int process in ProcessesWith($"SLURM_CONF={Configuration}", $"SLURMD_NODENAME={node}"))
        {
            if (ParentOf(process) is { } keeper && CommandOf(keeper).StartsWith("slurmstepd", StringComparison.Ordinal))
                KillProcess(keeper);
            KillProcess(process);
        }
    }

    /// <summary>Starts the daemon of a node.</summary>
    public Task StartNodeAsync(string node) => StartAsync(node, "slurmd", "-D", "-f", Configuration, "-N", node);

    /// <summary>Runs one of Slurm's commands and returns what it prints; nothing when it fails.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(Find(program)!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["SLURM_CONF"] = Configuration;
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await error;
        return process.ExitCode == 0 ? (await output).Trim() : "";
    }

    /// <summary>Waits for something, generously: a busy machine must not fail a test.</summary>
    public static async Task WaitAsync(string what, Func<Task<bool>> condition, int seconds = 120)
    {
        for (int i = 0; i < seconds * 10; i++)
        {
            if (await condition()) return;
            await Task.Delay(100);
        }

        throw new TimeoutException($"There is no sign of {what} after {seconds} s.");
    }

    private static string? Find(string program) => Folders.Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Stop();
        return ports;
    }

    private static IEnumerable<int> ProcessesWith(params string[] variables) => Directory.EnumerateDirectories("/proc")
        .Select(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0 && ReadProc(id, "environ").Split('\0') is { } environment && variables.All(environment.Contains));

    private static int? ParentOf(int process) =>
        ReadProc(process, "stat") is { Length: > 0 } stat
            && int.TryParse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture, out int parent)
                ? parent
                : null;

    private static string CommandOf(int process) => ReadProc(process, "cmdline");

    private static string ReadProc(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is somebody else's.
            return "";
        }
    }

    private static void KillProcess(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It was faster.
        }
    }

    private void Kill(string daemon)
    {
        if (!_daemons.Remove(daemon, out Process? process)) return;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    // A test process that is killed itself takes its daemons along. What they would print they write to their logs as well.
    private async Task StartAsync(string name, string program, params string[] arguments)
    {
        string command =
            string.Join(' ', ((string[])["/usr/bin/setpriv", "--pdeathsig", "KILL", Find(program)!, .. arguments]).Select(a => $"'{a}'"));
        var info = new ProcessStartInfo("/bin/sh", ["-c", $"exec {command} </dev/null >/dev/null 2>&1"]);
        info.Environment["SLURM_CONF"] = Configuration;
        _daemons[name] = await ProcessStarter.StartAsync(info);
    }

    private string In(string name) => Path.Combine(_home, name);

    private void WriteConfiguration(int[] ports)
    {
        string host = Environment.MachineName, user = Environment.UserName;

        // A task of a lost node waits for cred_expire seconds before it runs again (two minutes by default), and the other times
        // say how soon a node counts as lost; a real cluster has larger ones. Any device will do for a GPU: jobs are only told of it.
        File.WriteAllText(In("gres.conf"), "Name=gpu File=/dev/null\n");
        File.WriteAllText(Configuration, $"""
            ClusterName=llmcourse
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={ports[^1]}
            SlurmUser={user}
            SlurmdUser={user}
            AuthType=auth/munge
            AuthInfo=socket={In("munge/socket")},cred_expire=6
            CredType=cred/munge
            CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            MpiDefault=none
            MailProg=/bin/true
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            GresTypes=gpu
            ReturnToService=2
            JobRequeue=1
            KillWait=2
            SlurmdTimeout=4
            MessageTimeout=3
            TCPTimeout=2
            SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0
            StateSaveLocation={In("state")}
            SlurmctldPidFile={In("run/slurmctld.pid")}
            SlurmctldLogFile={In("log/slurmctld.log")}
            SlurmdPidFile={In("run")}/slurmd.%n.pid
            SlurmdSpoolDir={In("spool")}/%n
            SlurmdLogFile={In("log")}/slurmd.%n.log
            {string.Join('\n', Nodes.Select((n, i) => $"NodeName={n} NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[i]} CPUs=2 RealMemory=2000 Gres=gpu:1 State=UNKNOWN"))}
            PartitionName=main Nodes={string.Join(',', Nodes)} LLN=YES Default=YES MaxTime=INFINITE State=UP

            """);
    }
}
