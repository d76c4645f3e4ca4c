namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the initial rate by a factor for some epochs.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _total;

                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (!(factor > 0 && factor <= 1))
                            throw new ArgumentOutOfRangeException(nameof(factor), factor, "Give a factor above 0, at most 1.");
                        (_factor, _total) = (factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        _last_epoch == 0 ? Current.Select(lr => lr * _factor)
                        : _last_epoch == _total ? Current.Select(lr => lr / _factor)
                        : Current;

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(lr => _last_epoch < _total ? lr * _factor : lr);
                }
            }

            public static LRScheduler ConstantLR(
                Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.ConstantLR(optimizer, factor, total_iters, last_epoch, verbose);
        }
    }
}
