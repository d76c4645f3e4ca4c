namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the initial rate by a factor that goes in a straight line from one number to another.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double _start, _end;
                    private readonly int _total;

                    public LinearLR(
                        Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (!(start_factor > 0 && start_factor <= 1))
                            throw new ArgumentOutOfRangeException(nameof(start_factor), start_factor, "Give a factor above 0, at most 1.");
                        if (!(end_factor >= 0 && end_factor <= 1))
                            throw new ArgumentOutOfRangeException(nameof(end_factor), end_factor, "Give a factor from 0 to 1.");
                        (_start, _end, _total) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0) return Current.Select(lr => lr * _start);
                        if (_last_epoch > _total) return Current;
                        double change = 1 + (_end - _start) / (_total * _start + (_last_epoch - 1) * (_end - _start));
                        return Current.Select(lr => lr * change);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(lr => lr * (_start + (_end - _start) * Math.Min(_total, _last_epoch) / _total));
                }
            }

            public static LRScheduler LinearLR(
                Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);
        }
    }
}
