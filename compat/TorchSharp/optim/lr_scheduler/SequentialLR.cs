namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Several schedulers one after the other, each from its milestone on.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;
                    private readonly int[] _milestones;

                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch)
                    {
                        (_schedulers, _milestones) = ([.. schedulers], [.. milestones]);
                        if (_milestones.Length != _schedulers.Length - 1)
                            throw new ArgumentException(
                                $"{_schedulers.Length} schedulers need {_schedulers.Length - 1} milestones between them; {_milestones.Length} were given.", nameof(milestones));
                        if (_schedulers.Any(s => !ReferenceEquals(s._optimizer, optimizer)))
                            throw new ArgumentException("Every scheduler must be of the optimizer that is given here.", nameof(schedulers));
                        // Each scheduler changed the rates when it was made: begin again, with the first alone.
                        _base_lrs = _schedulers[0]._base_lrs;
                        Set(_base_lrs);
                        foreach (LRScheduler s in _schedulers) s._last_epoch = -1;
                        _last_epoch = last_epoch + 1;
                        _schedulers[0].step(null);
                        Set(Current);
                    }

                    public override void step() => step(null);

                    public override void step(int? epoch)
                    {
                        _last_epoch = epoch ?? _last_epoch + 1;
                        int which = _milestones.Count(m => m <= _last_epoch);
                        LRScheduler current = _schedulers[which];
                        if (which > 0 && _milestones[which - 1] == _last_epoch) current.step((int?)0);
                        else current.step(null);
                        Set(Current);
                    }

                    protected override IEnumerable<double> get_lr() => Current;
                }
            }

            public static LRScheduler SequentialLR(
                Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) =>
                new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);
        }
    }
}
