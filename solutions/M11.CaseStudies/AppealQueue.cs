namespace LLMCourse.M11;

/// <summary>Gives appeals to reviewers: the gravest first, the oldest among equals, and each to one reviewer at a time.</summary>
/// <remarks>
/// A claim is a lease. A reviewer who does not resolve an appeal in time loses it, and it takes its old place in the queue again. Time is what has passed by the clock's
/// timestamps (<see cref="TimeProvider.GetTimestamp"/>): the wall clock may be set, and jump. All members may be called from several threads at once.
/// </remarks>
public sealed class AppealQueue
{
    #region Solution
    private readonly TimeProvider _clock;
    private readonly TimeSpan _sla;
    private readonly TimeSpan _lease;
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = []; // in the order of submission
    private readonly Dictionary<string, Entry> _byId = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Entry, (long Severity, int Order)> _waiting = new();
    private readonly Queue<(Entry Entry, long ClaimedAt)> _leases = new(); // all of one length, so that the first one ends first
    #endregion

    /// <summary>Makes an empty queue.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="sla">Within which time an appeal is to be resolved, from its submission; above 0.</param>
    /// <param name="lease">How long a reviewer has; above 0.</param>
    /// <exception cref="ArgumentException">A time is 0 or less.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public AppealQueue(TimeProvider clock, TimeSpan sla, TimeSpan lease)
    {
        ArgumentNullException.ThrowIfNull(clock);
        // TODO M11.E5: refuse times of 0 or less, and keep the rest.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(sla, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        (_clock, _sla, _lease) = (clock, sla, lease);
        #endregion
    }

    /// <summary>Puts an appeal into the queue; its age begins now.</summary>
    /// <param name="appeal">The appeal.</param>
    /// <exception cref="ArgumentException">One of this id has been submitted before, be it resolved or not.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public void Submit(Appeal appeal)
    {
        ArgumentNullException.ThrowIfNull(appeal);
        // TODO M11.E5: note the time, and queue it behind those that are as grave.
        #region Solution
        lock (_lock)
        {
            Entry entry = new(appeal, _entries.Count, _clock.GetTimestamp());
            if (!_byId.TryAdd(appeal.Id, entry)) throw new ArgumentException($"The appeal {appeal.Id} was submitted before; give each its own id.", nameof(appeal));
            _entries.Add(entry);
            Wait(entry);
        }
        #endregion
    }

    /// <summary>Gives the next appeal to a reviewer: the one of the greatest severity, and of these the one submitted first.</summary>
    /// <remarks>A lease has ended when <c>lease</c> or more has passed since the claim. A reviewer may have several appeals.</remarks>
    /// <param name="reviewer">Who it is.</param>
    /// <returns>The appeal; null where none is waiting.</returns>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public Appeal? Claim(string reviewer)
    {
        ArgumentNullException.ThrowIfNull(reviewer);
        // TODO M11.E5: let what was claimed too long ago wait again, and take the first.
        #region Solution
        lock (_lock)
        {
            while (_leases.TryPeek(out (Entry Entry, long ClaimedAt) oldest) && HasEnded(oldest.ClaimedAt))
            {
                _ = _leases.Dequeue();
                if (oldest.Entry.ResolvedAt is null) Wait(oldest.Entry);
            }

            if (!_waiting.TryDequeue(out Entry? next, out _)) return null;
            (next.Reviewer, next.ClaimedAt) = (reviewer, _clock.GetTimestamp());
            _leases.Enqueue((next, next.ClaimedAt));
            return next.Appeal;
        }
        #endregion
    }

    /// <summary>Ends an appeal, if the reviewer has it: nobody has claimed it since, and the lease has not ended.</summary>
    /// <param name="id">The appeal's id.</param>
    /// <param name="reviewer">Who has looked at it.</param>
    /// <param name="isOverturned">Whether the decision was wrong.</param>
    /// <returns>Whether it has ended so; false, and nothing has changed, where the reviewer does not have it (any more) or it had ended before.</returns>
    /// <exception cref="ArgumentException">There is no appeal of this id.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public bool Resolve(string id, string reviewer, bool isOverturned)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(reviewer);
        // TODO M11.E5: see whose it is, and note the time and the outcome.
        #region Solution
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out Entry? entry)) throw new ArgumentException($"There is no appeal {id}; submit it first.", nameof(id));
            if (entry.ResolvedAt is not null || entry.Reviewer != reviewer || HasEnded(entry.ClaimedAt)) return false;
            (entry.ResolvedAt, entry.IsOverturned) = (_clock.GetTimestamp(), isOverturned);
            return true;
        }
        #endregion
    }

    /// <summary>Lists the appeals that took too long, in the order of their submission: those that were resolved when more than the SLA had passed since they were submitted, and those
    /// that are open, claimed or not, after more than it.</summary>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public IReadOnlyList<Appeal> Breaches()
    {
        // TODO M11.E5: compare each appeal's age, at its end or now, with the SLA.
        #region Solution
        lock (_lock)
        {
            long now = _clock.GetTimestamp();
            return [.. _entries.Where(entry => _clock.GetElapsedTime(entry.SubmittedAt, entry.ResolvedAt ?? now) > _sla).Select(entry => entry.Appeal)];
        }
        #endregion
    }

    /// <summary>Counts, for each category with resolved appeals, how many were overturned; categories in ordinal order.</summary>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public IReadOnlyList<OverturnRate> Overturned()
    {
        // TODO M11.E5: group what is resolved by category.
        #region Solution
        lock (_lock)
        {
            return [.. _entries.Where(entry => entry.ResolvedAt is not null)
                .GroupBy(entry => entry.Appeal.Category, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new OverturnRate(group.Key, group.Count(entry => entry.IsOverturned), group.Count()))];
        }
        #endregion
    }

    #region Solution
    private void Wait(Entry entry) => _waiting.Enqueue(entry, (-(long)entry.Appeal.Severity, entry.Order));

    private bool HasEnded(long claimedAt) => _clock.GetElapsedTime(claimedAt, _clock.GetTimestamp()) >= _lease;

    private sealed class Entry(Appeal appeal, int order, long submittedAt)
    {
        public Appeal Appeal => appeal;

        public int Order => order;

        public long SubmittedAt => submittedAt;

        public string? Reviewer { get; set; }

        public long ClaimedAt { get; set; }

        public long? ResolvedAt { get; set; }

        public bool IsOverturned { get; set; }
    }
    #endregion
}
