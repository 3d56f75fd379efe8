package com.example.orders;

import java.math.BigDecimal;
import org.apache.camel.dataformat.bindy.annotation.CsvRecord;
import org.apache.camel.dataformat.bindy.annotation.DataField;

/** A line of the file. Money is BigDecimal: a double is a fault of the order, because it is seldom what was written. */
@CsvRecord(separator = "[|]", skipFirstLine = true)
public class OrderLine {
    @DataField(pos = 1, required = true)
    public String orderNo;

    @DataField(pos = 2, required = true)
    public String openId;

    @DataField(pos = 3)
    public String appliedAt;

    @DataField(pos = 4)
    public String policyNo;

    @DataField(pos = 5)
    public String plan;

    @DataField(pos = 6, precision = 2)
    public BigDecimal premium;

    @DataField(pos = 7, precision = 2)
    public BigDecimal cover;

    @DataField(pos = 8)
    public String startDay;

    @DataField(pos = 9)
    public String endDay;
}
