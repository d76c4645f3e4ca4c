namespace LLMCourse.Checks.M10;

/// <summary>A model that counts how often it is disposed.</summary>
internal sealed class CountedModel(string name) : IDisposable
{
    private int _disposed;

    public int Disposed => Volatile.Read(ref _disposed);

    /// <summary>Gets or sets what happens while it is disposed.</summary>
    public Action Disposing { get; set; } = () => { };

    public override string ToString() => $"{name}{(Disposed == 0 ? "" : $" disposed {Disposed} times")}";

    public void Dispose()
    {
        _ = Interlocked.Increment(ref _disposed);
        Disposing();
    }
}

public sealed class LeasedModels()
    : VisibleCheck("M10.E5.holder", "disposes a model once, when it serves no more and its last lease has ended", points: 2)
{
    public override void Probe(Probe probe)
    {
        CountedModel a = new("a"), b = new("b"), c = new("c");
        List<string> log = [];
        void Note(string what) => log.Add($"{what}: {a}, {b}, {c}");
        ModelHolder<CountedModel> holder = new(a);
        ModelLease<CountedModel> one = holder.Acquire(), two = holder.Acquire();
        Note($"two leases of {one.Model} and {two.Model}");
        one.Dispose();
        one.Dispose();
        Note("the first has ended, twice");
        holder.Swap(b);
        Note("swapped");
        ModelLease<CountedModel> three = holder.Acquire();
        Note($"a lease of {three.Model}");
        two.Dispose();
        Note("the second has ended");
        two.Dispose();
        Note("the second has ended again");
        three.Dispose();
        Note("the third has ended");
        holder.Swap(c);
        Note("swapped without leases");
        ModelLease<CountedModel> four = holder.Acquire();
        holder.Dispose();
        Note("the holder is disposed");
        probe.ObserveThrows<ObjectDisposedException>("a lease then", () => holder.Acquire());
        CountedModel late = new("late");
        probe.ObserveThrows<ObjectDisposedException>("a swap then", () => holder.Swap(late));
        probe.Observe("the model that came too late", late.ToString());
        holder.Dispose();
        Note("again");
        four.Dispose();
        Note("the last lease has ended");
        probe.Observe("what happened", string.Join('\n', log));
        probe.ObserveThrows<ArgumentException>("no model", () => new ModelHolder<CountedModel>(null!));

        // Unloading weights takes seconds, in which others want their leases.
        using ModelHolder<CountedModel> busy = new(new CountedModel("slow"));
        ModelLease<CountedModel> last = busy.Acquire();
        bool isFree = false, isHere = false;
        int here = Environment.CurrentManagedThreadId;
        last.Model.Disposing = () =>
        {
            isHere = Environment.CurrentManagedThreadId == here;
            isFree = Task.Run(() => busy.Acquire().Dispose()).Wait(TimeSpan.FromSeconds(5));
        };
        busy.Swap(new CountedModel("next"));
        last.Dispose();
        probe.Observe("others get leases while a model is disposed", isFree);
        probe.Observe("it is disposed on the thread that ended the lease", isHere);
    }
}

public sealed class SwapsUnderLoad()
    : Check("M10.E5.holder-threads", "never disposes a model that somebody uses, however often it is swapped", points: 2)
{
    private const int Users = 4, Swaps = 20_000, SwapsATurn = 100;

    public override void Probe(Probe probe)
    {
        List<CountedModel> models = [new("first")];
        ModelHolder<CountedModel> holder = new(models[0]);
        int failed = 0, used = 0;
        bool isOver = false;
        void Use()
        {
            try
            {
                while (!Volatile.Read(ref isOver))
                {
                    using ModelLease<CountedModel> lease = holder.Acquire();
                    Thread.SpinWait(20);
                    if (lease.Model.Disposed != 0) _ = Interlocked.Increment(ref failed);
                    _ = Interlocked.Increment(ref used);
                }
            }
            catch (Exception)
            {
                _ = Interlocked.Increment(ref failed);
            }
        }

        Thread[] users = [.. Enumerable.Range(0, Users).Select(_ => new Thread(Use))];
        foreach (Thread user in users) user.Start();
        _ = RunningClock.Wait(() => Volatile.Read(ref used) > 100);
        for (int i = 0; i < Swaps; i++)
        {
            CountedModel next = new("next");
            models.Add(next);
            holder.Swap(next);

            // On a busy machine all swaps fit between two turns of the users, which then meet none of them.
            int before = Volatile.Read(ref used);
            if (i % SwapsATurn == 0 && !RunningClock.Wait(() => Volatile.Read(ref failed) > 0 || Volatile.Read(ref used) > before + Users)) break;
            if (Volatile.Read(ref failed) > 0) break;
        }

        Volatile.Write(ref isOver, true);
        foreach (Thread user in users) user.Join();
        holder.Dispose();

        // One flag, since which of the two goes wrong depends on the threads.
        probe.Observe("no request met a disposed model, and every model was disposed once",
            failed == 0 && models.All(model => model.Disposed == 1));
    }
}
